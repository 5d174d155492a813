import type { Desired } from '../desired';
import { activePrimary } from '../region/active-primary';
import type { ClusterMember, Situation } from '../situation';
import { isPrimary, memberById, myself } from './members';
import { remembered } from './remembered';

/**
 * A node of the region that is not active, in a Cluster: a replica of its shard's primary like those of the active region, but
 * no candidate, no source of copies and closed to writes. It forgets nobody: who is silent may only be cut off.
 */
export function decideStandbyCluster(situation: Situation): Desired {
  const { region, memory, marker, redis, cluster } = situation;
  const still: Desired = { phase: 'waiting', reason: region!.reason, writable: false, eligible: false, copyable: false };
  if (memory?.state === 'initialised' && marker && marker !== 'unknown' && marker.deploymentId !== memory.deploymentId) {
    return {
      ...still, phase: 'refusing',
      reason: `this volume belongs to deployment ${memory.deploymentId}, its region to ${marker.deploymentId}: attach the right one, or empty it`,
    };
  }
  if (!redis) {
    return hanging(situation, still);
  }
  const me = cluster && myself(situation);
  if (redis.loading || !me) {
    return { ...still, reason: 'loading its data set' };
  }
  const claim = memory?.state === 'initialised' && marker === undefined ? { claim: memory.deploymentId } : {};
  return { ...copying(situation, me, still), ...claim };
}

/** Whoever hangs as the primary of a region that was replaced may wake and acknowledge what waits in its sockets (rule R7). */
function hanging({ memory, unresponsive, now, settings }: Situation, still: Desired): Desired {
  const replaced = memory?.role === 'primary' && unresponsive !== undefined && now - unresponsive.since > settings.nodeTimeoutSeconds * 1000;
  return replaced ? { ...still, reason: 'hanging as a primary whose region was replaced', killRedis: true } : { ...still, reason: 'Redis does not answer' };
}

function copying(situation: Situation, me: ClusterMember, still: Desired): Desired {
  const { cluster, redis, remote = {}, memory, remotePlaces = [] } = situation;
  const primary = activePrimary(situation);
  const id = primary === undefined ? undefined : remote[primary]?.cluster?.id;
  if (primary === undefined || id === undefined) {
    return { ...still, reason: `standby: nobody is known to lead shard ${situation.shard} in ${situation.region?.record?.active ?? 'the other region'}` };
  }
  const theirs = remote[primary]!.memory!;
  if (memory?.state === 'initialised' && theirs.deploymentId !== memory.deploymentId) {
    return {
      ...still, phase: 'refusing',
      reason: `${primary} is of deployment ${theirs.deploymentId}, this volume of ${memory.deploymentId}: empty it so that it copies`,
    };
  }
  const known = memberById(cluster!, id);
  const place = remotePlaces.find(({ node }) => node === primary);
  if (!known || !isPrimary(known) || known.host !== place?.host) {
    const greeted = cluster!.members.some(({ host, port, flags }) => host === place?.host && port === place.port && flags.includes('handshake'));
    const meet = place && !greeted ? [['MEET', place.host, String(place.port), String(place.busPort)]] : [];
    return { ...still, reason: `standby: becoming acquainted with ${primary}`, cluster: meet };
  }
  const discards = memory?.role === 'primary' ? { discards: primary } : {};
  if (me.primaryId !== id) {
    // One that still owns slots is made a replica by the engine as soon as it hears of their new owner.
    const follow = me.slots.length === 0 ? [['REPLICATE', id]] : [];
    return { ...still, reason: `standby: linking to ${primary}`, cluster: follow, ...discards };
  }
  if (redis!.copying || !redis!.linkUp || redis!.source !== primary) {
    return { ...still, reason: `standby: ${redis!.copying ? 'copying from' : 'linking to'} ${primary}`, ...discards };
  }
  const remember = theirs.epoch >= (memory?.epoch ?? 0)
    ? { remember: remembered(situation, theirs.deploymentId, 'replica', theirs.epoch) } : {};
  return { ...still, phase: 'serving', reason: `standby: follows ${primary}`, ...remember, ...discards };
}
