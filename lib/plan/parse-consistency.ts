import { NodeRole, type DeploymentPlan } from './deployment-plan';
import { nodesWith } from './placement';

export interface Inconsistency {
  readonly field: string;
  readonly problem: string;
}

/** The first thing in a plan that contradicts another, which no JSON Schema can see. */
export function inconsistencyOf(plan: DeploymentPlan): Inconsistency | undefined {
  const data = nodesWith(plan.nodes, NodeRole.DATA);
  const sentinels = nodesWith(plan.nodes, NodeRole.SENTINEL);
  const { topology } = plan;
  const seen = new Set<string>();
  for (const [index, node] of plan.nodes.entries()) {
    if (seen.has(node.name)) {
      return { field: `nodes[${index}].name`, problem: `"${node.name}" is there twice` };
    }
    seen.add(node.name);
    if (!plan.failureDomains.includes(node.failureDomain)) {
      return { field: `nodes[${index}].failureDomain`, problem: `"${node.failureDomain}" is not one of ${plan.failureDomains.join(', ')}` };
    }
  }
  if (data.length !== topology.replicas + 1) {
    return { field: 'topology.replicas', problem: `${topology.replicas} replicas and a primary, but ${data.length} nodes with data` };
  }
  if (sentinels.length !== topology.sentinels) {
    return { field: 'topology.sentinels', problem: `${topology.sentinels}, but ${sentinels.length} nodes with a Sentinel` };
  }
  if (!data.some((node) => node.name === topology.bootstrapNode)) {
    return { field: 'topology.bootstrapNode', problem: `"${topology.bootstrapNode}" is not a node with data` };
  }
  if (topology.quorum <= topology.sentinels / 2 || topology.quorum > topology.sentinels) {
    return { field: 'topology.quorum', problem: `${topology.quorum} of ${topology.sentinels} Sentinels is no majority of them` };
  }
  if (plan.engine.name !== `${plan.engine.family}-${plan.engine.version}`) {
    return { field: 'engine.name', problem: `"${plan.engine.name}" is not ${plan.engine.family} ${plan.engine.version}` };
  }
  return undefined;
}
