import { Engine, Topology, type Objectives } from '../lib/model';
import { plan, type DeploymentPlan } from '../lib/plan';

/** Topologies a bench runs, as `--topology` names them. */
const TOPOLOGIES: Record<string, () => Topology> = {
  sentinel: () => Topology.sentinel(),
  replication: () => Topology.replication({ replicas: 2 }),
  cluster: () => Topology.cluster(),
};

/** Without automatic failover a node restarts and loads, which no tighter objective allows for a full node. */
const LEAST_RTO: Record<string, number> = { replication: 30 };

/** @throws Error for an unknown topology */
export function deployment(topology: string, engine: string, objectives: Objectives): DeploymentPlan {
  const make = TOPOLOGIES[topology];
  if (make === undefined) {
    throw new Error(`--topology: got "${topology}"; use some of ${Object.keys(TOPOLOGIES).join(',')}`);
  }
  const rtoSeconds = Math.max(objectives.rtoSeconds, LEAST_RTO[topology] ?? 0);
  return plan({
    name: 'bench', engine: Engine.of(engine), topology: make(), failureDomains: 3, objectives: { ...objectives, rtoSeconds },
  });
}
