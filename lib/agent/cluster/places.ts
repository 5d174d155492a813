import { nodesWith, NodeRole, remoteNodes, type Bindings, type DeploymentPlan, type PlanNode } from '../../plan';
import type { ClusterPlace } from '../situation';

/** Every data node of a Cluster's plan with its address, in the plan's order. */
export function clusterPlaces(plan: DeploymentPlan, bindings: Bindings): ClusterPlace[] {
  return places(plan.nodes, plan, bindings);
}

/** The same of the other region. */
export function remotePlaces(plan: DeploymentPlan, bindings: Bindings): ClusterPlace[] {
  return places(remoteNodes(plan).filter(({ name }) => bindings.addresses[name]), plan, bindings);
}

function places(nodes: PlanNode[], { ports }: DeploymentPlan, { addresses }: Bindings): ClusterPlace[] {
  return nodesWith(nodes, NodeRole.DATA).map(({ name, shard }) => ({
    node: name, shard: shard ?? 0, host: addresses[name]!, port: ports.redis, busPort: ports.bus ?? 0,
  }));
}
