import { nodesWith, NodeRole, type Bindings, type DeploymentPlan } from '../../plan';
import type { ClusterPlace } from '../situation';

/** Every data node of a Cluster's plan with its address, in the plan's order. */
export function clusterPlaces(plan: DeploymentPlan, bindings: Bindings): ClusterPlace[] {
  return nodesWith(plan.nodes, NodeRole.DATA).map(({ name, shard }) => ({
    node: name, shard: shard ?? 0, host: bindings.addresses[name]!, port: plan.ports.redis, busPort: plan.ports.bus ?? 0,
  }));
}
