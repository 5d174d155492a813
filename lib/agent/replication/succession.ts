import { FENCE } from '../../config';
import type { PeerState, Situation } from '../situation';

/** What may go wrong between two clocks and two looks, beyond the time after which an unseen primary fences itself. */
export const FENCE_MARGIN_SECONDS = 2;
/** The engine's FAILOVER waits for an acknowledgement, which replicas send every second. */
const ENGINE_PATIENCE_MS = 2000;

/**
 * Whether the primary before takes no writes any longer, so that this node, the one that is named, may (rules R2, R7):
 * whoever made the change has seen it, or its agent knows of the change and tells so, or it must have fenced itself by
 * now, since it cannot have been confirmed after this agent had learned of the change.
 */
export function predecessorStopped(situation: Situation): boolean {
  const { view: { majority, change }, node, peers } = situation;
  if (!majority || !change) {
    return false;
  }
  if (change.previous === undefined || change.previous === node || change.released || fencedByNow(situation)) {
    return true;
  }
  const before = peers[change.previous];
  return before !== undefined && tellsIt(before, majority.epoch);
}

/**
 * One that never opened in its own epoch says nothing about the one before it. What its Redis was is only told by a look
 * at which its agent knew of the change already.
 */
function tellsIt({ memory, redis, died, viewEpoch }: PeerState, epoch: number): boolean {
  const opened = memory !== undefined && (memory.epoch >= epoch || (memory.epoch === epoch - 1 && memory.role === 'primary'));
  const closed = redis === undefined ? died !== undefined : redis.role !== 'primary' || redis.minReplicas >= FENCE;
  return opened && closed && (viewEpoch ?? 0) >= epoch;
}

function fencedByNow({ view: { change }, now, settings }: Situation): boolean {
  return now - change!.knownSince > (settings.fenceAfterSeconds + FENCE_MARGIN_SECONDS) * 1000;
}

/**
 * Why the named node, still a replica, does not become primary yet; empty when it may. Linked to the primary before it
 * first receives what that one has acknowledged.
 */
export function notYet(situation: Situation): string {
  const { view: { majority, change }, redis, memory, peers, node, now, startedAt } = situation;
  const resumes = memory?.role === 'primary' && memory.epoch === majority!.epoch;
  if (resumes || change?.previous === undefined) {
    return '';
  }
  const newer = Object.entries(peers).find(([, peer]) => peer.memory?.state === 'initialised' && peer.memory.epoch >= majority!.epoch);
  if (newer) {
    return `this volume knows epoch ${memory?.epoch ?? 0} and ${newer[0]} data of epoch ${newer[1].memory!.epoch}: `
      + 'run `redis-ha failover` to name a node that holds it';
  }
  if (now - startedAt < 1000) {
    return 'asking the others first';
  }
  const { previous } = change;
  if (previous === node || redis!.source !== previous || !redis!.linkUp || fencedByNow(situation)) {
    return '';
  }
  if (change.handing) {
    return now - change.knownSince < ENGINE_PATIENCE_MS ? `taking over from ${previous} by the engine's FAILOVER` : '';
  }
  if (!predecessorStopped(situation)) {
    return `${previous} has not stopped writes yet`;
  }
  const written = peers[previous]?.redis;
  return written?.role === 'primary' && written.replicationId === redis!.replicationId && written.offset > redis!.offset
    ? `receiving the last of ${previous}` : '';
}
