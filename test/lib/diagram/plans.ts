import { Engine, Topology, type ClusterOptions, type ReplicationOptions, type SentinelOptions } from '../../../lib/model';
import { review, type DeploymentPlan } from '../../../lib/plan';

function drawn(topology: Topology, failureDomains: number): DeploymentPlan {
  return review({
    name: 'demo', engine: Engine.REDIS_7_0, topology, objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains,
  });
}

export function diagramPlan(options: SentinelOptions = {}, failureDomains = 3): DeploymentPlan {
  return drawn(Topology.sentinel(options), failureDomains);
}

export function clusterDiagramPlan(options: ClusterOptions = {}, failureDomains = 3): DeploymentPlan {
  return drawn(Topology.cluster(options), failureDomains);
}

export function replicationDiagramPlan(options: ReplicationOptions = {}, failureDomains = 3): DeploymentPlan {
  return drawn(Topology.replication(options), failureDomains);
}

/** The plan with names a person should not choose, to see them escaped. */
export function hostilePlan(): DeploymentPlan {
  const plan = diagramPlan();
  const name = '<script>alert("1")</script>&\u0007';
  return { ...plan, name, failureDomains: [name, ...plan.failureDomains.slice(1)],
    nodes: plan.nodes.map((node, index) => (index === 0 ? { ...node, failureDomain: name } : node)) };
}
