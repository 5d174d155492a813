import type { ClusterFacts, ClusterMember, PeerState, Situation } from '../situation';

/** Known only from a first greeting that has not been answered yet; its id is made up. */
export function greeting(member: ClusterMember): boolean {
  return member.flags.includes('handshake');
}

/** Failing by the word of a majority, or without an address: somebody else answers where it was. */
export function gone(member: ClusterMember): boolean {
  return member.flags.includes('fail') || member.flags.includes('noaddr');
}

/** Primary by its own word, with slots or without. */
export function isPrimary(member: ClusterMember): boolean {
  return member.flags.includes('master') && !greeting(member);
}

export function myself({ cluster }: Situation): ClusterMember | undefined {
  return cluster?.members.find(({ id }) => id === cluster.myId);
}

export function memberById({ members }: ClusterFacts, id: string | undefined): ClusterMember | undefined {
  return members.find((member) => member.id === id);
}

/** Peers of this very deployment whose own Cluster node answers. */
export function answering({ peers, memory, marker }: Situation): [string, PeerState][] {
  const id = marker && marker !== 'unknown' ? marker.deploymentId : memory?.deploymentId;
  return Object.entries(peers).filter(([, { cluster, memory: theirs }]) =>
    cluster !== undefined && cluster.id !== '' && (theirs === undefined || id === undefined || theirs.deploymentId === id));
}

/** Node of the plan that has this id: by the word of its agent, else by its address. */
export function nodeOf(situation: Situation, id: string): string | undefined {
  if (situation.cluster?.myId === id) {
    return situation.node;
  }
  const claimed = Object.entries(situation.peers).find(([, { cluster }]) => cluster?.id === id)?.[0];
  if (claimed !== undefined) {
    return claimed;
  }
  const { node } = memberById(situation.cluster!, id) ?? {};
  // At an address whose agent claims another id there is another node now.
  return node === undefined || node === situation.node || situation.peers[node]?.cluster !== undefined ? undefined : node;
}

/** An id that nobody has any more: at its address another one answers, or no node of the plan is it. */
export function stale(situation: Situation, member: ClusterMember): boolean {
  const { cluster, node, clusterPlaces = [], remotePlaces = [], remote = {} } = situation;
  const peers = { ...situation.peers, ...remote };
  if (member.id === cluster!.myId || greeting(member) || Object.values(peers).some((peer) => peer.cluster?.id === member.id)) {
    return false;
  }
  const place = member.node ?? (member.flags.includes('noaddr') ? member.was : undefined);
  if (place !== undefined) {
    return place === node || peers[place]?.cluster !== undefined;
  }
  // Its address is not known any more, so all others have to say that they are not it.
  return member.flags.includes('noaddr')
    && [...clusterPlaces, ...remotePlaces].every((each) => each.node === node || peers[each.node]?.cluster !== undefined);
}

/** The primary of this node's shard that owns slots, as its own node sees it. */
export function ownerOf(situation: Situation, shardNodes: string[] = situation.dataNodes): ClusterMember | undefined {
  return situation.cluster?.members
    .filter((member) => member.slots.length > 0 && isPrimary(member))
    .filter(({ id }) => { const node = nodeOf(situation, id); return node !== undefined && shardNodes.includes(node); })
    .sort((a, b) => b.configEpoch - a.configEpoch)[0];
}
