import type { Desired } from '../desired';
import type { Memory } from '../memory';
import type { PeerState, RedisState, Situation } from '../situation';
import { activePrimary } from './active-primary';
import { claimed, keptFromCopying, primaryOfAnother } from './every-standby';
import { leadOf } from './lead';

/**
 * A node of the region that is not active, where Sentinels or a role marker have the say: it never leads, whatever they said
 * before, and copies what the active region has. No Sentinel of this region runs meanwhile: it would promote somebody.
 */
export function decideStandby(situation: Situation): Desired {
  const { hasData, region, redis, settings } = situation;
  const still: Desired = { phase: 'waiting', reason: region!.reason, writable: false, eligible: false, stopSentinel: true };
  if (!hasData) {
    return { ...still, phase: 'serving', reason: `standby: ${region!.reason}` };
  }
  const kept = keptFromCopying(situation, still, settings.fenceAfterSeconds);
  if (kept) {
    return kept;
  }
  if (redis!.loading) {
    return { ...still, reason: 'loading its data set' };
  }
  return { ...copying(situation, redis!, still), ...claimed(situation) };
}

function copying(situation: Situation, redis: RedisState, still: Desired): Desired {
  const { node, peers, remote = {}, memory } = situation;
  const lead = leadOf(situation);
  const primary = activePrimary(situation);
  const leads = lead === node;
  const source = leads ? primary ?? known(situation, redis) : lead;
  if (source === undefined) {
    return {
      ...still, reason: leads ? `standby: nobody is known to lead in ${situation.region?.record?.active ?? 'the other region'}`
        : 'standby: waiting for the others of its region',
    };
  }
  const foreign = primaryOfAnother(situation, primary, still);
  if (foreign) {
    return foreign;
  }
  const through = leads ? '' : `, which follows ${peers[source]?.redis?.source ?? 'nobody yet'}`;
  const discards = memory?.role === 'primary' ? { discards: primary ?? source } : {};
  if (redis.source !== source || redis.role === 'primary') {
    return { ...still, reason: `standby: linking to ${source}${through}`, role: { follow: source }, ...discards };
  }
  if (redis.copying || !redis.linkUp) {
    return { ...still, reason: `standby: ${redis.copying ? 'copying from' : 'linking to'} ${source}${through}` };
  }
  return {
    ...still, phase: 'serving', reason: `standby: follows ${source}${through}`,
    ...received(situation, redis, leads ? remote[source] : peers[source]), ...discards,
  };
}

/** One it follows already while no agent there answers: its server may. */
function known({ remoteNodes = [] }: Situation, redis: RedisState): string | undefined {
  return redis.source !== undefined && remoteNodes.includes(redis.source) ? redis.source : undefined;
}

/** What came over a link counts once the other end says of which epoch it is, and is itself in order. */
function received({ memory, now }: Situation, redis: RedisState, source: PeerState | undefined): { remember?: Memory } {
  const theirs = source?.memory;
  const inOrder = source?.redis?.role === 'primary' || source?.redis?.linkUp === true;
  if (theirs?.state !== 'initialised' || !inOrder || theirs.epoch < (memory?.epoch ?? 0)) {
    return {};
  }
  const { replicationId, offset, keys } = redis;
  return {
    remember: {
      ...memory, deploymentId: theirs.deploymentId, state: 'initialised', epoch: theirs.epoch, role: 'replica', abdicating: false,
      lastGoodAt: now - redis.staleSeconds * 1000, replicationId, offset, keys,
    },
  };
}
