import { intact } from '../data-set';
import type { Desired } from '../desired';
import { formedByOthers } from '../heard';
import { joinForming } from '../sentinel/decide-forming';
import type { Situation } from '../situation';
import { decideForming } from './decide-forming';
import { decideMember } from './decide-member';
import { epochFrom, sourceFor } from './source';

/**
 * The rules where the role marker has the say: the node it names leads when its data set is intact, everybody else
 * follows, and nobody becomes primary for any other reason.
 */
export function decideReplication(situation: Situation): Desired {
  const { memory, marker, redis } = situation;
  if (memory?.state === 'initialised') {
    if (marker && marker !== 'unknown' && marker.deploymentId !== memory.deploymentId) {
      return refuse(`this volume belongs to deployment ${memory.deploymentId}, not to ${marker.deploymentId}: `
        + 'attach the right one, or empty it so that it copies from the primary');
    }
    return intact(memory, redis) ? decideMember(situation, memory) : joinExisting(situation);
  }
  if (marker === 'unknown') {
    return { phase: 'waiting', reason: 'the marker outside the volumes cannot be read' };
  }
  if (memory) {
    return (marker ? marker.deploymentId !== memory.deploymentId : formedByOthers(situation))
      ? joinExisting(situation) : decideForming(situation, memory);
  }
  return marker !== undefined || formedByOthers(situation) ? joinExisting(situation) : joinForming(situation);
}

/** A node without data of its own in a deployment that has data: it copies, and never leads (rule R2). */
function joinExisting(situation: Situation): Desired {
  const { view, node, redis, peers, dataNodes, marker, now } = situation;
  const named = view.majority;
  if (named && named.node !== node) {
    const source = sourceFor(named.node, redis?.nobody ? undefined : situation.upstream, redis ?? NONE, peers);
    const deploymentId = marker && marker !== 'unknown' ? marker.deploymentId : peers[named.node]?.memory?.deploymentId;
    if (redis?.source === source && redis.linkUp && !redis.copying && deploymentId) {
      return {
        phase: 'serving', reason: `copied from ${source}`,
        remember: {
          deploymentId, state: 'initialised', epoch: epochFrom(peers[source], named.epoch), role: 'replica', abdicating: false,
          replicationId: redis.replicationId, offset: redis.offset, keys: redis.keys, lastGoodAt: now,
        },
      };
    }
    return { phase: 'waiting', reason: `copying from ${source}`, role: { follow: source }, writable: false };
  }
  const others = dataNodes.filter((other) => other !== node);
  const holders = others.filter((other) => intact(peers[other]?.memory, peers[other]?.redis));
  if (holders.length > 0) {
    return named
      ? refuse(`this volume is empty and its node is named primary, so nobody leads; ${list(holders)} data: `
        + `run \`redis-ha failover\` to name ${holders.length === 1 ? 'it' : 'one of them'}`)
      : { phase: 'waiting', reason: `this volume is empty; ${list(holders)} data and no primary is known yet`, writable: false };
  }
  const silent = others.filter((other) => peers[other] === undefined);
  return refuse(silent.length > 0
    ? `this volume is empty although the deployment had data; no word from ${silent.join(', ')}`
    : 'every volume is empty although the deployment had data: refusing to serve an empty data set; restore a backup (docs/recovery.md)');
}

const NONE = { source: undefined, linkUp: false };

function list(holders: string[]): string {
  return `${holders.join(', ')} hold${holders.length === 1 ? 's' : ''}`;
}

function refuse(reason: string): Desired {
  return { phase: 'refusing', reason, writable: false };
}
