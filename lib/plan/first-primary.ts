import { NodeRole, type DeploymentPlan, type PlanNode } from './deployment-plan';
import { nodesWith } from './placement';

/** Whether the node is to be primary at first: the bootstrap node, in a Cluster the first of each shard. Roles move later. */
export function isFirstPrimary(plan: DeploymentPlan, node: PlanNode): boolean {
  return node.name === firstPrimaryOf(plan, node.shard);
}

/**
 * Name of the node that is to be primary at first.
 *
 * @param shard which one, in a Cluster
 */
export function firstPrimaryOf(plan: DeploymentPlan, shard?: number): string | undefined {
  return shard === undefined
    ? plan.topology.bootstrapNode
    : nodesWith(plan.nodes, NodeRole.DATA).find((node) => node.shard === shard)?.name;
}
