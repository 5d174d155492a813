import { SLOTS } from '../../cluster';
import { countSlots } from '../../redis';
import type { ClusterClaim, RedisState, Situation } from '../situation';

interface Formed {
  readonly node: string;
  readonly shard: number;
  readonly claim?: ClusterClaim;
  readonly redis?: RedisState;
}

/**
 * What the formation lacks before it can be called one, as text for people; empty when nothing does. Everybody has to
 * know everybody and be linked; after the start grace it is enough that every slot has an owner and every shard a replica.
 */
export function formationLacks(situation: Situation): string {
  const { cluster, now, startedAt, settings } = situation;
  const assigned = countSlots(cluster!.members.flatMap(({ slots }) => slots));
  if (assigned < SLOTS) {
    return `${assigned} of ${SLOTS} slots have an owner`;
  }
  if (!cluster!.ok) {
    return 'the Cluster is not ok yet';
  }
  const unrestored = shardsToRestore(situation);
  if (unrestored !== '') {
    return unrestored;
  }
  const all = everybody(situation);
  const graceOver = now - startedAt > settings.startGraceSeconds * 1000;
  const there = all.filter(({ claim }) => claim !== undefined);
  const missing = all.filter(({ claim }) => claim === undefined);
  if (missing.length > 0 && !graceOver) {
    return `waiting for ${missing.map(({ node }) => node).join(', ')}`;
  }
  const stranger = there.find(({ claim }) => !claim!.ok || there.some((other) => !claim!.known.includes(other.claim!.id)));
  if (stranger) {
    return `${stranger.node} does not know all others yet`;
  }
  for (const shard of new Set(all.map((each) => each.shard))) {
    const members = all.filter((each) => each.shard === shard);
    const lacks = shardLacks(members, members.filter(({ claim }) => claim !== undefined), shard, graceOver);
    if (lacks !== '') {
      return lacks;
    }
  }
  return '';
}

/** Every shard's first node says that it has loaded its part of the backup; no grace makes up for one that does not. */
function shardsToRestore({ restore, clusterPlaces = [], node, memory, peers }: Situation): string {
  if (!restore) {
    return '';
  }
  const first = clusterPlaces.filter((place, index) => clusterPlaces.findIndex(({ shard }) => shard === place.shard) === index);
  const missing = first.filter((place) => {
    const known = place.node === node ? memory : peers[place.node]?.memory;
    return known?.deploymentId !== memory?.deploymentId || known?.restored !== restore.backup;
  });
  return missing.length === 0 ? '' : `waiting for ${missing.map((place) => place.node).join(', ')} to load the backup ${restore.backup}`;
}

function shardLacks(members: Formed[], there: Formed[], shard: number, graceOver: boolean): string {
  const owner = there.find(({ claim }) => claim!.owners.includes(claim!.id) && claim!.primaryId === claim!.id);
  if (!owner) {
    return `shard ${shard} has no primary`;
  }
  const linked = there.filter(({ claim, redis }) =>
    claim!.primaryId === owner.claim!.id && redis?.role === 'replica' && redis.linkUp).length;
  const wanted = graceOver ? Math.min(1, members.length - 1) : members.length - 1;
  return linked >= wanted ? '' : `shard ${shard}: ${linked} of ${members.length - 1} replicas are linked`;
}

function everybody({ clusterPlaces = [], node, cluster, redis, peers, memory }: Situation): Formed[] {
  return clusterPlaces.map((place): Formed => {
    if (place.node === node) {
      const me = cluster!.members.find(({ id }) => id === cluster!.myId)!;
      const owners = cluster!.members.filter(({ slots }) => slots.length > 0).map(({ id }) => id);
      const known = cluster!.members.filter(({ flags }) => !flags.includes('handshake')).map(({ id }) => id);
      const claim = { id: me.id, primaryId: me.primaryId ?? me.id, configEpoch: me.configEpoch, ok: cluster!.ok, known, owners };
      return { node, shard: place.shard, claim, redis };
    }
    const peer = peers[place.node];
    const same = peer?.memory?.deploymentId === memory?.deploymentId;
    return { node: place.node, shard: place.shard, claim: same ? peer?.cluster : undefined, redis: peer?.redis };
  });
}
