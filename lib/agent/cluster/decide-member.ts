import { FENCE } from '../../config';
import type { Desired } from '../desired';
import type { Memory } from '../memory';
import type { ClusterMember, RedisState, Situation } from '../situation';
import { forgotten } from './forget';
import { introductions } from './introductions';
import { memberById, myself } from './members';
import { namedByPrimaries } from './named-by-primaries';
import { remembered } from './remembered';
import { takeOver } from './take-over';

/** After this every peer that can answer has answered a new agent. */
const SETTLE_MS = 1000;
/** The engine gives up a failover it was asked for after this (CLUSTER_MF_TIMEOUT). */
const ASKED_MS = 5000;
/** How exactly the end of a copy is remembered. */
const COPY_NOTE_MS = 1000;

/** A node with data of this Cluster, under the id that the data was written under. */
export function decideMember(situation: Situation, memory: Memory): Desired {
  const { redis } = situation;
  const me = myself(situation);
  if (!me) {
    return { phase: 'waiting', reason: 'its own Cluster node has not said who it is' };
  }
  const upkeep = [...forgotten(situation), ...introductions(situation, (_, peer) => peer.memory?.state === 'initialised')];
  const desired = me.primaryId === undefined ? asPrimary(situation, memory, me) : asReplica(situation, memory, redis!, me);
  return { ...desired, cluster: [...upkeep, ...desired.cluster ?? []] };
}

function asPrimary(situation: Situation, memory: Memory, me: ClusterMember): Desired {
  const { view, node, now, settings, redis, cluster, peers } = situation;
  const named = view.majority;
  const stopped: Desired = { phase: 'waiting', reason: '', eligible: false, writable: false };
  if (named && named.node !== node) {
    // The engine makes it a replica as soon as it has heard; one without slots it leaves to us.
    const id = peers[named.node]?.cluster?.id;
    const follow = me.slots.length === 0 && memberById(cluster!, id) ? [['REPLICATE', id!]] : [];
    return { ...stopped, reason: `replaced by ${named.node}`, copyable: false, cluster: follow };
  }
  if (!named) {
    const unseen = now - Math.max(situation.namedAt, situation.startedAt);
    return redis!.minReplicas === FENCE || unseen > settings.fenceAfterSeconds * 1000
      ? { ...stopped, reason: 'the Cluster is not ok, or this node is with its minority: writes are stopped' }
      : { phase: 'serving', reason: 'primary; the Cluster is not ok at the moment', eligible: false };
  }
  const open = mayOpen(situation, memory, me);
  if (open !== '') {
    return { ...stopped, reason: `primary of its shard; ${open}` };
  }
  return {
    phase: 'serving', reason: me.slots.length === 0 ? 'primary without slots' : 'primary', eligible: false, copyable: true,
    ...(situation.handingOver ? {} : { writable: true }),
    remember: remembered(situation, memory.deploymentId, 'primary', named.epoch),
  };
}

/** What keeps a primary that comes back from taking writes; empty when nothing does, or when it takes them already. */
function mayOpen(situation: Situation, memory: Memory, me: ClusterMember): string {
  const { redis, now, startedAt, settings } = situation;
  if (redis!.minReplicas !== FENCE) {
    return redis!.minReplicas === settings.minReplicasToWrite || now - startedAt > SETTLE_MS ? '' : 'looking round';
  }
  if (now - startedAt <= SETTLE_MS) {
    return 'looking round';
  }
  if (memory.abdicating && memory.replacedAt !== undefined && now - memory.replacedAt < ASKED_MS) {
    return 'it died, and a replica was asked to take over';
  }
  return me.slots.length === 0 ? '' : namedByPrimaries(situation);
}

function asReplica(situation: Situation, memory: Memory, redis: RedisState, me: ClusterMember): Desired {
  const { view, node, stopping, storage, peers, cluster, settings } = situation;
  const named = view.majority;
  const source = redis.source ?? 'its primary';
  const lead = takeOver(situation);
  if (lead?.ask) {
    return { phase: 'waiting', reason: lead.reason, copyable: true, writable: true, cluster: [['FAILOVER', 'FORCE']] };
  }
  const wanted = named && named.node !== node ? peers[named.node]?.cluster?.id : undefined;
  const follow = wanted !== undefined && wanted !== me.primaryId && memberById(cluster!, wanted) ? [['REPLICATE', wanted]] : [];
  if (redis.copying) {
    const known = situation.now - (memory.copiedAt ?? 0) < COPY_NOTE_MS;
    const remember = known ? {} : { remember: { ...memory, copiedAt: situation.now } };
    return { phase: 'waiting', reason: `copying from ${source}`, eligible: false, cluster: follow, ...remember };
  }
  if (redis.linkUp && redis.source !== undefined) {
    // Open in advance: a failover costs no tick of its agent.
    return {
      phase: 'serving', reason: `replica of ${source}${storage ? `; no candidate: ${storage.trouble}` : ''}`, eligible: !stopping && !storage, writable: true, copyable: true, cluster: follow,
      remember: remembered(situation, memory.deploymentId, 'replica', Math.max(memory.epoch, named?.epoch ?? 0)),
    };
  }
  if (lead) {
    return { phase: 'waiting', reason: lead.reason, eligible: false, cluster: follow };
  }
  const living = redis.source !== undefined && peers[redis.source]?.redis?.role === 'primary';
  return living && redis.staleSeconds > settings.minReplicasMaxLagSeconds
    ? { phase: 'waiting', reason: `${redis.staleSeconds} s behind ${source}, which lives`, eligible: false, cluster: follow }
    : { phase: 'waiting', reason: `its link to ${source} is down`, cluster: follow };
}
