import { firstPrimaryOf, NodeRole, nodesWith, upstreamOf, type DeploymentPlan, type PlanNode } from '../plan';

/** One node that copies from another. */
export interface Copy {
  readonly from: PlanNode;
  readonly to: PlanNode;
  /** The source is a replica itself. */
  readonly cascaded: boolean;
}

/** Who copies from whom when the deployment is first started. */
export function copiesOf(plan: DeploymentPlan): Copy[] {
  return nodesWith(plan.nodes, NodeRole.DATA).flatMap((to) => {
    const primary = firstPrimaryOf(plan, to.shard)!;
    const source = upstreamOf(plan, to.name, primary);
    const from = plan.nodes.find((node) => node.name === source);
    return from ? [{ from, to, cascaded: from.name !== primary }] : [];
  });
}
