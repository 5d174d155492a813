import { TopologyKind } from '../../../../lib/model';
import type { ClusterClaim, ClusterFacts, ClusterMember, ClusterPlace, PeerState, Situation } from '../../../../lib/agent/situation';
import { firstSlots } from '../../../../lib/cluster';
import { DEPLOYMENT, linked, memory, peer, primary, situation } from '../situations';

export const SHARDS = 3;

/** Six nodes, `shard-<s>-<m>`; ids are `id-<s>-<m>`. */
export const PLACES: ClusterPlace[] = [1, 2, 3].flatMap((shard) => [1, 2].map((member) => ({
  node: `shard-${shard}-${member}`, shard, host: `10.0.${shard}.${member}`, port: 6379, busPort: 16379,
})));

export function idOf(node: string): string {
  return node.replace('shard', 'id');
}

export function shardOf(node: string): number {
  return PLACES.find((place) => place.node === node)!.shard;
}

export function member(node: string, over: Partial<ClusterMember> = {}): ClusterMember {
  const { host, port, shard } = PLACES.find((place) => place.node === node)!;
  const first = node.endsWith('-1');
  return {
    id: idOf(node), node, host, port, flags: [first ? 'master' : 'slave'], configEpoch: shard, connected: true,
    slots: first ? [firstSlots(shard, SHARDS)] : [], ...(first ? {} : { primaryId: `id-${shard}-1` }), ...over,
  };
}

/** A formed Cluster as that node sees it; `replace` puts other lines in place of some nodes', `undefined` takes them out. */
export function facts(
  node: string, replace: Record<string, Partial<ClusterMember> | undefined> = {}, over: Partial<ClusterFacts> = {},
): ClusterFacts {
  const members = PLACES.flatMap((place) => (place.node in replace && replace[place.node] === undefined
    ? [] : [member(place.node, replace[place.node])]));
  return {
    myId: idOf(node), ok: true, currentEpoch: 6, slotsAssigned: 16384, members, migrating: {}, importing: {}, ...over,
  };
}

export function claim(node: string, over: Partial<ClusterClaim> = {}): ClusterClaim {
  return {
    id: idOf(node), primaryId: `id-${shardOf(node)}-1`, configEpoch: shardOf(node), ok: true,
    known: PLACES.map((place) => idOf(place.node)), owners: ['id-1-1', 'id-2-1', 'id-3-1'], ...over,
  };
}

export function clusterPeer(node: string, over: Partial<PeerState> = {}): PeerState {
  const first = node.endsWith('-1');
  return peer({
    memory: memory({ clusterId: idOf(node), epoch: shardOf(node), role: first ? 'primary' : 'replica' }),
    redis: first ? primary() : linked(`shard-${shardOf(node)}-1`), cluster: claim(node), ...over,
  });
}

/** All others as they are in a healthy Cluster. */
export function peersOf(node: string, replace: Record<string, PeerState | undefined> = {}): Record<string, PeerState> {
  const all = PLACES.filter((place) => place.node !== node).map((place): [string, PeerState | undefined] =>
    [place.node, place.node in replace ? replace[place.node] : clusterPeer(place.node)]);
  return Object.fromEntries(all.filter((entry): entry is [string, PeerState] => entry[1] !== undefined));
}

/** That node in a healthy Cluster, formed long ago. */
export function inCluster(node: string, over: Partial<Situation> = {}): Situation {
  const shard = shardOf(node);
  const first = node.endsWith('-1');
  return situation({
    node, topology: TopologyKind.CLUSTER, bootstrapNode: 'shard-1-1', hasSentinel: false, sentinelNodes: [], sentinelFile: undefined,
    shard, clusterPlaces: PLACES, dataNodes: PLACES.filter((place) => place.shard === shard).map((place) => place.node),
    memory: memory({ clusterId: idOf(node), epoch: shard, role: first ? 'primary' : 'replica' }),
    redis: first ? primary({ minReplicas: 0 }) : linked(`shard-${shard}-1`),
    cluster: facts(node), peers: peersOf(node), marker: { deploymentId: DEPLOYMENT, createdAt: '' },
    view: {
      configured: 3, reachable: 3, majority: { node: `shard-${shard}-1`, epoch: shard }, unanimous: true, majorityDown: false,
      failoverInProgress: false,
    },
    ...over,
  });
}
