import type { Desired } from '../desired';
import { stillListeningFor, unheard } from '../heard';
import { formingMemory, type Memory } from '../memory';
import { decideRestored, notUpYet } from '../restored';
import type { Situation } from '../situation';

/** Nothing has ever been formed: the bootstrap node begins, the others join what it began (rule R4). */
export function joinForming(situation: Situation): Desired {
  const { node, bootstrapNode, freshId, peers } = situation;
  if (node === bootstrapNode) {
    const silent = stillListeningFor(situation);
    if (silent.length > 0) {
      return { phase: 'forming', reason: `listening for ${silent.join(', ')} before it begins` };
    }
    return { phase: 'forming', reason: 'beginning', remember: formingMemory(freshId) };
  }
  const begun = peers[bootstrapNode]?.memory?.deploymentId;
  return begun
    ? { phase: 'forming', reason: `joining ${bootstrapNode}`, remember: formingMemory(begun) }
    : { phase: 'forming', reason: `waiting for ${bootstrapNode} to begin` };
}

/** Forming, or formed but not yet known here to be so. Continues with the same id after any crash (rule R4). */
export function decideForming(situation: Situation, memory: Memory): Desired {
  if (!situation.redis || situation.redis.loading) {
    return notUpYet(situation);
  }
  if (situation.marker) {
    return situation.node === situation.bootstrapNode ? formedLeader(situation, memory) : formedFollower(situation, memory);
  }
  return situation.node === situation.bootstrapNode ? leader(situation, memory) : follower(situation, memory);
}

function leader(situation: Situation, memory: Memory): Desired {
  const { redis, view, node, dataNodes, settings } = situation;
  const restoring = decideRestored(situation, memory);
  if (restoring) {
    return restoring;
  }
  const become: Desired = {
    phase: 'forming', reason: 'first primary of a new deployment', role: { become: 'primary' }, writable: false, eligible: false,
  };
  if (redis!.role !== 'primary') {
    return awaited(situation) ?? become;
  }
  if (view.majority?.node !== node) {
    return { ...become, reason: 'waiting for a Sentinel majority' };
  }
  const wanted = dataNodes.length - 1;
  const complete = redis!.goodReplicas >= wanted && view.reachable === view.configured;
  const enough = redis!.goodReplicas >= Math.max(1, settings.minReplicasToWrite) && graceOver(situation);
  return complete || enough
    ? { ...become, reason: 'formed', claim: memory.deploymentId }
    : { ...become, reason: `waiting for replicas: ${redis!.goodReplicas} of ${wanted} are linked` };
}

/**
 * Whoever holds data may not be up yet, and an empty primary is what it would copy from. Without replicas nothing is formed
 * before the start grace is over, so waiting as long costs nothing.
 */
export function awaited(situation: Situation): Desired | undefined {
  const silent = unheard(situation).filter((name) => situation.dataNodes.includes(name));
  return silent.length === 0 || graceOver(situation) ? undefined
    : { phase: 'forming', reason: `waiting for ${silent.join(', ')} before it leads`, writable: false, eligible: false };
}

function follower(situation: Situation, memory: Memory): Desired {
  const { peers, bootstrapNode } = situation;
  const begun = peers[bootstrapNode]?.memory;
  if (begun && begun.deploymentId !== memory.deploymentId) {
    // The bootstrap node lost its volume before anything was formed and began anew.
    return { phase: 'forming', reason: `joining ${bootstrapNode} again`, remember: formingMemory(begun.deploymentId) };
  }
  return { phase: 'forming', reason: `joining ${bootstrapNode}`, role: { follow: bootstrapNode }, eligible: false };
}

/**
 * The marker stands, this node has not opened for writes. It does so only once enough
 * replicas know, too, that the deployment is formed, so that they may take over.
 */
function formedLeader(situation: Situation, memory: Memory): Desired {
  const { redis, view, node, peers, settings, dataNodes } = situation;
  const named = view.majority;
  if (named && named.node !== node) {
    // Another took over before this node had opened for writes: it is a replica like the others.
    return formedFollower(situation, memory);
  }
  const fenced: Desired = { phase: 'forming', reason: 'formed', role: { become: 'primary' }, writable: false, eligible: false };
  if (!named || redis!.role !== 'primary') {
    return fenced;
  }
  const ready = Object.values(peers).filter((peer) => peer.memory?.state === 'initialised' && (peer.redis?.priority ?? 0) > 0).length;
  if (ready >= dataNodes.length - 1 || (ready >= Math.max(1, settings.minReplicasToWrite) && graceOver(situation))) {
    return {
      ...fenced, phase: 'serving',
      remember: {
        ...memory, state: 'initialised', epoch: named.epoch, role: 'primary', lastGoodAt: situation.now,
        replicationId: redis!.replicationId, offset: redis!.offset, keys: redis!.keys,
      },
    };
  }
  return { ...fenced, reason: `formed; ${ready} of ${dataNodes.length - 1} replicas may take over` };
}

function formedFollower(situation: Situation, memory: Memory): Desired {
  const { redis, view, node, bootstrapNode, now } = situation;
  const primary = view.majority?.node ?? bootstrapNode;
  if (primary === node) {
    return { phase: 'waiting', reason: 'named primary before it held any data', eligible: false, writable: false };
  }
  if (view.majority && redis!.source === primary && redis!.linkUp && !redis!.copying) {
    return {
      phase: 'serving', reason: `replica of ${primary}`, eligible: true,
      remember: {
        ...memory, state: 'initialised', epoch: view.majority.epoch, role: 'replica', lastGoodAt: now,
        replicationId: redis!.replicationId, offset: redis!.offset, keys: redis!.keys,
      },
    };
  }
  return { phase: 'forming', reason: `linking to ${primary}`, role: { follow: primary }, eligible: false };
}

function graceOver({ now, startedAt, settings }: Situation): boolean {
  return now - startedAt > settings.startGraceSeconds * 1000;
}
