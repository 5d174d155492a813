import { Engine, Topology, type SentinelOptions } from '../../../lib/model';
import { review, type DeploymentPlan } from '../../../lib/plan';

export function diagramPlan(options: SentinelOptions = {}, failureDomains = 3): DeploymentPlan {
  return review({
    name: 'demo',
    engine: Engine.REDIS_7_0,
    topology: Topology.sentinel(options),
    objectives: { rpoSeconds: 5, rtoSeconds: 5 },
    failureDomains,
  });
}

/** The plan with names a person should not choose, to see them escaped. */
export function hostilePlan(): DeploymentPlan {
  const plan = diagramPlan();
  const name = '<script>alert("1")</script>&\u0007';
  return { ...plan, name, failureDomains: [name, ...plan.failureDomains.slice(1)],
    nodes: plan.nodes.map((node, index) => (index === 0 ? { ...node, failureDomain: name } : node)) };
}
