import { nodesWith, NodeRole, type DeploymentPlan, type PlanNode } from '../plan';
import { DEPLOYMENT_TAG } from './node-policy';

/** Hook of a node's group, by which a caretaker lets its instance go. Its name is unique within its group only. */
export const TERMINATE_HOOK = {
  name: 'redis-ha-terminate',
  transition: 'autoscaling:EC2_INSTANCE_TERMINATING',
  /** A caretaker that lives renews the hook; one that is dead delays its node's replacement by no more than this. */
  heartbeatSeconds: 120,
  defaultResult: 'CONTINUE',
} as const;

/** What the group of every node has. The interface can be in one instance only, so the old one always goes first. */
export const NODE_GROUP = {
  healthCheckType: 'EC2',
  healthCheckGraceSeconds: 300,
  minHealthyPercentage: 0,
  maxHealthyPercentage: 100,
} as const;

/** Metadata only by token, and only for the machine itself. */
export const METADATA_OPTIONS = { httpTokens: 'required', httpPutResponseHopLimit: 1, httpEndpoint: 'enabled' } as const;

/** Instances of a node's group. */
export interface GroupSize {
  readonly least: number;
  readonly most: number;
  /** @default - none is wished for: a later update would end what a promotion has started */
  readonly wanted?: number;
}

/** Exactly one, or none yet in a region that does not run until it is promoted. */
export function groupSize(node: PlanNode): GroupSize {
  return node.dormant ? { least: 0, most: 1 } : { least: 1, most: 1, wanted: 1 };
}

/** Tags of everything that belongs to a node. */
export function nodeTags(deploymentTag: string, node: string): Record<string, string> {
  return { 'Name': `${deploymentTag} ${node}`, [DEPLOYMENT_TAG]: deploymentTag, 'redis-ha:node': node };
}

/** Of a root volume: without the deployment's tag, since it is nobody's data volume. */
export function rootVolumeTags(deploymentTag: string, node: string): Record<string, string> {
  return { Name: `${deploymentTag} ${node} root` };
}

/**
 * What a node's resources are called by. A node that moves leaves address and volume behind, so it gets others, and it alone;
 * moved back, it has those of its first zone again, or new ones where these were not kept.
 */
export function nodeIdentity(node: PlanNode, moved: string[]): string {
  return moved.includes(node.name) ? `${node.name}-in-${node.failureDomain}` : node.name;
}

/** Names of the nodes with that role, in the plan's order. */
export function namesWith(plan: DeploymentPlan, role: NodeRole): string[] {
  return nodesWith(plan.nodes, role).map(({ name }) => name);
}
