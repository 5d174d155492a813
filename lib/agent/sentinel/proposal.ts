import type { DeploymentPlan } from '../../plan';
import { nodesWith, NodeRole } from '../../plan';
import { intact, newer } from '../data-set';
import type { PeerState } from '../situation';

/** What one data node remembers, for people. */
export interface RememberedNode {
  readonly node: string;
  readonly reachable: boolean;
  /** Data of this deployment is on its volume. */
  readonly hasData: boolean;
  readonly role: string;
  readonly epoch: number;
  readonly offset: number;
  readonly keys: number;
  /** ISO 8601, when it was last primary or linked; empty when never. */
  readonly lastGood: string;
}

/** Which node to promote when no Sentinel majority is left, and on what evidence. */
export interface Proposal {
  readonly nodes: RememberedNode[];
  /** The node with the newest data among those that answered; undefined when none has any. */
  readonly newest?: string;
  /** Above everything anybody remembers. */
  readonly epoch: number;
  readonly warnings: string[];
}

/** @param states signed answers of the agents that are reachable, by node name */
export function propose(plan: DeploymentPlan, states: Record<string, PeerState>): Proposal {
  const nodes = nodesWith(plan.nodes, NodeRole.DATA).map(({ name }): RememberedNode => {
    const { memory, redis } = states[name] ?? {};
    return {
      node: name,
      reachable: states[name] !== undefined,
      hasData: intact(memory, redis),
      role: memory?.role ?? 'none',
      epoch: memory?.epoch ?? -1,
      offset: memory?.offset ?? 0,
      keys: memory?.keys ?? 0,
      lastGood: memory && memory.lastGoodAt > 0 ? new Date(memory.lastGoodAt).toISOString() : '',
    };
  });
  const best = nodes.filter(({ hasData }) => hasData).reduce<RememberedNode | undefined>((leader, node) =>
    (leader && !newer(states[node.node]!.memory!, states[leader.node]!.memory!) ? leader : node), undefined);
  const silent = nodes.filter(({ reachable }) => !reachable).map(({ node }) => node);
  const epochs = Object.values(states).flatMap(({ memory, sentinelEpoch }) => [memory?.epoch ?? 0, sentinelEpoch]);
  const agents = Object.keys(states);
  const sentinels = nodesWith(plan.nodes, NodeRole.SENTINEL);
  const rebuilt = sentinels.filter(({ name }) => agents.includes(name)).length;
  return {
    nodes,
    newest: best?.node,
    epoch: Math.max(0, ...epochs) + 1,
    warnings: [
      ...(silent.length > 0 ? [`${silent.join(', ')} did not answer and may hold newer data, which would be lost`] : []),
      ...(rebuilt * 2 <= sentinels.length
        ? [`only ${rebuilt} of ${sentinels.length} Sentinels can be rebuilt, no majority: bring up replacements of the others first`] : []),
    ],
  };
}
