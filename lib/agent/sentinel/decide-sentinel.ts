import { decideInitialised } from './decide-initialised';
import { withCrashTime } from './decide-crashed';
import { decideForming, joinForming } from './decide-forming';
import { intact } from '../data-set';
import type { Desired } from '../desired';
import { formedByOthers } from '../heard';
import type { Situation } from '../situation';
import { sentinelStart } from './sentinel-start';
import { repairOf } from './stray';

/** The rules where Sentinels have the say. */
export function decideSentinel(situation: Situation): Desired {
  const desired = situation.hasData ? decideData(informed(situation)) : decideSentinelOnly(situation);
  const startSentinel = sentinelStart(situation) ?? repairOf(situation)?.start;
  return startSentinel ? { ...desired, startSentinel } : desired;
}

/** With what the other agents know of failovers for a crash. */
function informed(situation: Situation): Situation {
  const { memory } = situation;
  return memory ? { ...situation, memory: withCrashTime(situation, memory) } : situation;
}

function decideData(situation: Situation): Desired {
  const { memory, marker, redis } = situation;
  if (memory?.state === 'initialised') {
    if (marker && marker !== 'unknown' && marker.deploymentId !== memory.deploymentId) {
      return refuse(`this volume belongs to deployment ${memory.deploymentId}, not to ${marker.deploymentId}: `
        + 'attach the right one, or empty it so that it copies from the primary');
    }
    return intact(memory, redis) ? decideInitialised(situation, memory) : joinExisting(situation);
  }
  if (marker === 'unknown') {
    return { phase: 'waiting', reason: 'the marker outside the volumes cannot be read' };
  }
  if (memory) {
    return (marker ? marker.deploymentId !== memory.deploymentId : formedByOthers(situation))
      ? joinExisting(situation)
      : decideForming(situation, memory);
  }
  return marker !== undefined || formedByOthers(situation) ? joinExisting(situation) : joinForming(situation);
}

/** A node without data of its own in a deployment that has data: it copies, and never leads (rule R2). */
function joinExisting(situation: Situation): Desired {
  const { view, node, redis, peers, dataNodes, marker, memory, now } = situation;
  const primary = view.majority;
  if (primary && primary.node !== node) {
    if (redis?.source === primary.node && redis.linkUp && !redis.copying) {
      const deploymentId = peers[primary.node]?.memory?.deploymentId
        ?? (marker && marker !== 'unknown' ? marker.deploymentId : undefined);
      if (deploymentId) {
        return {
          phase: 'serving', reason: `copied from ${primary.node}`, eligible: true,
          remember: {
            deploymentId, state: 'initialised', epoch: primary.epoch, role: 'replica', abdicating: false,
            replicationId: redis.replicationId, offset: redis.offset, keys: redis.keys, lastGoodAt: now,
          },
        };
      }
    }
    return { phase: 'waiting', reason: `copying from ${primary.node}`, eligible: false, role: { follow: primary.node } };
  }
  const others = dataNodes.filter((other) => other !== node);
  const holders = others.filter((other) => intact(peers[other]?.memory, peers[other]?.redis));
  if (holders.length > 0) {
    // Sentinels would have the others copy from an empty primary that they name.
    const stepDown = memory?.state === 'forming' && redis?.role === 'primary' && redis.keys === 0;
    return {
      phase: 'waiting', eligible: false, writable: false, ...(stepDown ? { role: { follow: holders[0]! } } : {}),
      reason: `this volume is empty; ${holders.join(', ')} hold${holders.length === 1 ? 's' : ''} data and no primary is agreed yet`,
    };
  }
  const silent = others.filter((other) => peers[other] === undefined);
  return refuse(silent.length > 0
    ? `this volume is empty although the deployment had data; no word from ${silent.join(', ')}`
    : 'every volume is empty although the deployment had data: refusing to serve an empty data set; restore a backup (docs/recovery.md)');
}

function decideSentinelOnly(situation: Situation): Desired {
  const { memory, marker, peers, bootstrapNode, view } = situation;
  const served: Desired = view.majority
    ? { phase: 'serving', reason: `the primary is ${view.majority.node}` }
    : { phase: 'waiting', reason: 'no Sentinel majority' };
  const known = marker && marker !== 'unknown' ? marker.deploymentId : undefined;
  const told = known ?? peers[bootstrapNode]?.memory?.deploymentId;
  if (!told) {
    return { phase: 'forming', reason: `waiting for ${bootstrapNode} to begin` };
  }
  if (memory?.deploymentId === told && (memory.state === 'initialised' || !known)) {
    return served;
  }
  return {
    ...served,
    remember: {
      deploymentId: told, state: known ? 'initialised' : 'forming', epoch: view.majority?.epoch ?? 0, role: 'none',
      replicationId: '', offset: 0, keys: 0, lastGoodAt: 0, abdicating: false,
    },
  };
}

function refuse(reason: string): Desired {
  return { phase: 'refusing', reason, eligible: false, writable: false };
}
