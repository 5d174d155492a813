import { Engine, RegionStrategy, Topology, type ReplicaRegionSpec } from '../../../lib/model';
import { plan, type DeploymentPlan } from '../../../lib/plan';

/** Three nodes in each of two regions. */
export function twoRegions(declared: Partial<ReplicaRegionSpec> = {}): DeploymentPlan {
  return plan({
    name: 'orders', engine: Engine.REDIS_8_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 10 },
    failureDomains: 3,
    replicaRegion: {
      strategy: RegionStrategy.WARM, failureDomains: 3, objectives: { rpoSeconds: 60, rtoSeconds: 900 }, ...declared,
    },
  });
}
