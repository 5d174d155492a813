import { asRanges, firstSlots, SLOTS, slotsIn } from '../../cluster';
import { countSlots } from '../../redis';
import type { Desired } from '../desired';
import { formingMemory, type Memory } from '../memory';
import type { ClusterMember, Situation } from '../situation';
import { decideRestoredShard } from './restored-shard';
import { formationLacks } from './formation-lacks';
import { forgotten } from './forget';
import { introductions } from './introductions';
import { memberById, myself, ownerOf, stale } from './members';

/**
 * A Cluster is formed by commands: every agent compares what should be with what its own node says and issues what is
 * missing there. Nothing is remembered on the way, so whoever dies or loses its volume at whatever step begins again
 * where the others are (rule R4).
 */
export function decideForming(situation: Situation, memory: Memory): Desired {
  const { node, bootstrapNode, peers } = situation;
  const begun = peers[bootstrapNode]?.memory;
  if (node !== bootstrapNode && begun && begun.deploymentId !== memory.deploymentId) {
    // The bootstrap node lost its volume before anything was formed and began anew.
    return { phase: 'forming', reason: `joining ${bootstrapNode} again`, remember: formingMemory(begun.deploymentId, memory.restored) };
  }
  const restoring = decideRestoredShard(situation, memory);
  if (restoring) {
    return restoring;
  }
  const lacks = formationLacks(situation);
  return {
    phase: 'forming',
    reason: lacks === '' ? 'formed' : lacks,
    // Nobody has any data yet, or its shard's first node has all that there is to begin with.
    copyable: true, eligible: false, writable: false,
    cluster: commands(situation),
    ...(lacks === '' && node === bootstrapNode ? { claim: memory.deploymentId } : {}),
  };
}

function commands(situation: Situation): string[][] {
  const { cluster, dataNodes, node, shard, restore } = situation;
  const me = myself(situation);
  if (!me) {
    return [];
  }
  const designated = dataNodes[0] === node;
  const mine = !designated ? replicate(situation, me) : me.primaryId === undefined ? own(situation) : [];
  // An epoch can only be chosen by who knows nobody, so this comes before any greeting.
  const epoch = designated && me.configEpoch === 0 && cluster!.members.length === 1 ? [['SET-CONFIG-EPOCH', String(shard)]] : [];
  const greetings = introductions(situation, (peer, { cluster: claim }) =>
    !isDesignated(situation, peer) || claim!.configEpoch > 0 || claim!.known.length > 1);
  // One that was seeded has its slots before anybody can know it: what is missing later was taken, and its keys with it.
  const first = restore ? [...mine, ...epoch] : [...epoch];
  return [...first, ...forgotten(situation, true), ...restore ? [] : mine, ...greetings];
}

/** Slots of this shard that nobody has. */
function own(situation: Situation): string[][] {
  const { cluster, clusterPlaces = [], shard } = situation;
  const shards = new Set(clusterPlaces.map((place) => place.shard)).size;
  const taken = new Set(cluster!.members.flatMap(({ slots }) => slotsIn(slots)));
  const free = asRanges(slotsIn([firstSlots(shard!, shards)]).filter((slot) => !taken.has(slot)));
  return free.length === 0 ? [] : [['ADDSLOTSRANGE', ...free.flatMap(({ from, to }) => [String(from), String(to)])]];
}

function replicate(situation: Situation, me: ClusterMember): string[][] {
  const { cluster, peers, dataNodes } = situation;
  if (me.slots.length > 0) {
    return [];
  }
  const owner = ownerOf(situation);
  const wanted = owner && !stale(situation, owner) ? owner : memberById(cluster!, peers[dataNodes[0]!]?.cluster?.id);
  return wanted && !wanted.flags.includes('handshake') && wanted.flags.includes('master') && me.primaryId !== wanted.id
    ? [['REPLICATE', wanted.id]] : [];
}

function isDesignated({ clusterPlaces = [] }: Situation, node: string): boolean {
  const shard = clusterPlaces.find((place) => place.node === node)?.shard;
  return clusterPlaces.find((place) => place.shard === shard)?.node === node;
}

/** Whether every slot has an owner in the eyes of this node. */
export function covered({ cluster }: Situation): boolean {
  return countSlots(cluster!.members.flatMap(({ slots }) => slots)) === SLOTS;
}
