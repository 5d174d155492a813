import { intact } from '../../lib/agent/data-set';
import { chooseSuccessor, type FailoverWish } from '../../lib/agent/replication/choose-successor';
import { lastPrimary } from '../../lib/agent/replication/last-named';
import type { PeerState } from '../../lib/agent/situation';
import { TopologyKind } from '../../lib/model';
import { nodesWith, NodeRole, upstreamOf, type DeploymentPlan } from '../../lib/plan';

/** What one data node holds, for people. */
export interface HeldData {
  readonly node: string;
  readonly reachable: boolean;
  readonly hasData: boolean;
  readonly epoch: number;
  readonly offset: number;
  readonly keys: number;
  /** When it was last primary or linked to it, in milliseconds since the epoch; 0 for never. */
  readonly lastGoodAt: number;
}

/** Who would be named, and on what evidence. */
export interface FailoverEvidence {
  readonly primary: string;
  readonly nodes: HeldData[];
  readonly node?: string;
  readonly perhapsGone?: boolean;
  readonly why: string;
}

/**
 * Who is primary by what the agents say: in replication what `lastPrimary` says; elsewhere the node that leads at the
 * highest epoch.
 *
 * @param to in a Cluster it says which shard
 */
export function primaryOf(plan: DeploymentPlan, states: Record<string, PeerState>, to: string | undefined): string | undefined {
  const shard = plan.nodes.find(({ name }) => name === to)?.shard;
  const members = nodesWith(plan.nodes, NodeRole.DATA).filter((node) => shard === undefined || node.shard === shard);
  const highest = (epochOf: (state: PeerState) => number | undefined): string | undefined => members
    .flatMap(({ name }) => (states[name] && epochOf(states[name]) !== undefined ? [{ name, epoch: epochOf(states[name])! }] : []))
    .sort((a, b) => b.epoch - a.epoch)[0]?.name;
  switch (plan.topology.kind) {
    case TopologyKind.REPLICATION:
      return lastPrimary(members.map(({ name }) => name), states);
    case TopologyKind.CLUSTER:
      return highest(({ redis, cluster }) => (redis?.role === 'primary' ? cluster?.configEpoch ?? 0 : undefined));
    default:
      return highest(({ redis, memory }) => (redis?.role === 'primary' ? memory?.epoch ?? 0 : undefined));
  }
}

/** The same comparison the agent makes when it is told to. */
export function evidenceOf(
  plan: DeploymentPlan, states: Record<string, PeerState>, primary: string, wish: FailoverWish,
): FailoverEvidence {
  const names = nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => name);
  const direct = (name: string): boolean => upstreamOf(plan, name, primary) === primary;
  const others = names.filter((name) => name !== primary).sort((a, b) => Number(direct(b)) - Number(direct(a)));
  const choice = chooseSuccessor({ states, primary, others, maxLagSeconds: plan.settings.minReplicasMaxLagSeconds }, wish);
  return {
    primary,
    nodes: names.map((node): HeldData => {
      const { memory, redis } = states[node] ?? {};
      return {
        node, reachable: states[node] !== undefined, hasData: intact(memory, redis), epoch: memory?.epoch ?? 0,
        offset: memory?.offset ?? 0, keys: memory?.keys ?? 0, lastGoodAt: memory?.lastGoodAt ?? 0,
      };
    }),
    ...choice,
  };
}
