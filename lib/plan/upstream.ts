import { NodeRole, type DeploymentPlan, type PlanNode } from './deployment-plan';
import { nodesWith } from './placement';

/**
 * Whom a data node copies from, given who is primary: the primary itself, or, for the last `cascaded` of the other data
 * nodes of a replication plan, one of those that copy from it directly, in turn. Pure, so that every agent finds the same
 * answer; who is cascaded follows from who is primary, so the primary never has to copy from anyone.
 *
 * @param node name of the data node
 * @param primary name of the node that is primary of its data set
 * @returns the name of a node; undefined for the primary itself and for a name that is no data node of the plan
 */
export function upstreamOf(plan: DeploymentPlan, node: string, primary: string): string | undefined {
  const replicas = nodesWith(plan.nodes, NodeRole.DATA).filter((candidate) => candidate.name !== primary);
  const index = replicas.findIndex((candidate) => candidate.name === node);
  if (index < 0) {
    return undefined;
  }
  const direct = directReplicas(plan, replicas);
  return index < direct.length ? primary : direct[(index - direct.length) % direct.length]!.name;
}

/** A primary that is no node of the plan leaves one replica more; one at least always copies from it. */
function directReplicas(plan: DeploymentPlan, replicas: PlanNode[]): PlanNode[] {
  return replicas.slice(0, Math.max(1, replicas.length - plan.topology.cascaded));
}
