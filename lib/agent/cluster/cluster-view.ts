import { gone, isPrimary } from './members';
import type { AuthorityView, ClusterFacts, PeerState } from '../situation';

/** Whom the Cluster calls primary of a shard, from one node's point of view. */
export interface ShardStandpoint {
  readonly node: string;
  /** Nodes of its shard, in the plan's order. */
  readonly shardNodes: string[];
  /** Id under which this node's data was written; undefined for a newcomer. */
  readonly memberId?: string;
  readonly facts?: ClusterFacts;
  readonly peers: Record<string, PeerState>;
}

interface Word {
  readonly primary: string;
  readonly epoch: number;
}

/**
 * The Cluster's say about a shard: what this node sees, corrected by every node of the shard that has heard of a later
 * epoch. A node whose Cluster is not ok (it is with the minority, or has just started) has no say.
 */
export function clusterView(standpoint: ShardStandpoint): AuthorityView {
  const { facts, peers, shardNodes } = standpoint;
  const owners = facts?.members.filter((member) => member.slots.length > 0 && isPrimary(member)) ?? [];
  const own = ownWord(standpoint);
  const others = shardNodes.flatMap((name) => peerWord(standpoint, name) ?? []);
  const words = [...(own ? [own] : []), ...others];
  const newest = words.reduce<Word | undefined>((best, word) => (best && best.epoch >= word.epoch ? best : word), undefined);
  const primaryId = newest === undefined ? undefined : peers[newest.primary]?.cluster?.id;
  return {
    configured: Math.max(1, owners.length),
    reachable: owners.filter((owner) => !gone(owner) && (owner.connected || owner.id === facts!.myId)).length,
    majority: newest === undefined ? undefined : { node: newest.primary, epoch: newest.epoch },
    unanimous: newest !== undefined && words.every(({ primary }) => primary === newest.primary),
    majorityDown: facts?.members.some((member) => member.id === primaryId && member.flags.includes('fail')) ?? false,
    failoverInProgress: false,
  };
}

function ownWord(standpoint: ShardStandpoint): Word | undefined {
  const { facts, shardNodes, peers, memberId } = standpoint;
  if (!facts?.ok) {
    return undefined;
  }
  const at = (id: string): string | undefined => nodeWith(id, standpoint);
  const primaries = facts.members.filter((member) => isPrimary(member) && shardNodes.includes(at(member.id) ?? ''));
  const owner = primaries.filter(({ slots }) => slots.length > 0).sort((a, b) => b.configEpoch - a.configEpoch)[0];
  // A shard the Cluster does not serve yet: the first that is a node of the deployment stands for it.
  const empty = shardNodes.flatMap((name) => primaries.find(({ id }) => at(id) === name) ?? [])
    .find(({ id }) => (id === facts.myId ? id === memberId : peers[at(id)!]?.memory?.clusterId === id));
  const chosen = owner ?? empty;
  return chosen && { primary: at(chosen.id)!, epoch: chosen.configEpoch };
}

function peerWord(standpoint: ShardStandpoint, name: string): Word | undefined {
  const { peers } = standpoint;
  const claim = peers[name]?.cluster;
  if (!claim?.ok || claim.primaryId === undefined || peers[name]?.memory?.state !== 'initialised') {
    return undefined;
  }
  // Primary of a shard without slots is what every newcomer calls itself.
  if (!claim.owners.includes(claim.primaryId)) {
    return undefined;
  }
  const primary = nodeWith(claim.primaryId, standpoint);
  return primary === undefined ? undefined : { primary, epoch: claim.configEpoch };
}

function nodeWith(id: string, { node, facts, peers, memberId }: ShardStandpoint): string | undefined {
  if (id === (facts ? facts.myId : memberId)) {
    return node;
  }
  const claimed = Object.entries(peers).find(([, { cluster }]) => cluster?.id === id)?.[0];
  const addressed = facts?.members.find((member) => member.id === id)?.node;
  // At an address whose agent claims another id there is another node now.
  const still = addressed !== undefined && addressed !== node && peers[addressed]?.cluster === undefined;
  return claimed ?? (still ? addressed : undefined);
}
