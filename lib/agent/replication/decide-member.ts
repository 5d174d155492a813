import type { Desired } from '../desired';
import type { Memory } from '../memory';
import type { RedisState, Situation } from '../situation';
import { notYet, predecessorStopped } from './succession';
import { sourceFor } from './source';

/** A node with data in a deployment with data. */
export function decideMember(situation: Situation, memory: Memory): Desired {
  const { redis } = situation;
  if (!redis) {
    return silent(situation, memory);
  }
  if (redis.loading) {
    return { phase: 'waiting', reason: 'loading its data set' };
  }
  return redis.role === 'primary' ? asPrimary(situation, memory, redis) : asReplica(situation, memory, redis);
}

/** One that hangs as a primary that was replaced may wake and acknowledge what waits in its sockets (rules R1, R7). */
function silent(situation: Situation, memory: Memory): Desired {
  const { unresponsive, view, node, now, settings } = situation;
  const waiting: Desired = { phase: 'waiting', reason: 'Redis does not answer' };
  if (memory.role !== 'primary' || !unresponsive) {
    return waiting;
  }
  const replaced = view.majority !== undefined && view.majority.node !== node && view.majority.epoch > memory.epoch;
  const unseen = !view.majority && unconfirmedFor(situation, memory) > settings.fenceAfterSeconds * 1000
    && now - unresponsive.since > settings.fenceAfterSeconds * 1000;
  return replaced || unseen ? { ...waiting, reason: 'hanging as a primary that was replaced', killRedis: true } : waiting;
}

function asPrimary(situation: Situation, memory: Memory, redis: RedisState): Desired {
  const { view, node, peers, handingOver } = situation;
  const named = view.majority;
  if (!named) {
    return unnamed(situation, memory);
  }
  if (named.epoch < memory.epoch) {
    return { phase: 'waiting', reason: older(named.epoch, memory), writable: false };
  }
  if (named.node !== node) {
    const other = peers[named.node];
    // Fenced it costs nothing to wait, and the one that is named may still be receiving the last bytes from here.
    return other === undefined || other.redis?.role === 'primary'
      ? { phase: 'waiting', reason: `replaced by ${named.node}`, writable: false, role: { follow: named.node } }
      : { phase: 'waiting', reason: `replaced by ${named.node}, which does not lead yet`, writable: false };
  }
  const resumes = memory.role === 'primary' && memory.epoch === named.epoch;
  if (!resumes && !predecessorStopped(situation)) {
    return { phase: 'waiting', reason: `named primary; opens when ${view.change?.previous} is known to have stopped`, writable: false };
  }
  return {
    phase: 'serving', reason: 'primary',
    // A handover owns the fence while it runs, and so does whoever is about to name another.
    ...(handingOver || view.failoverInProgress ? {} : { writable: true }),
    remember: good(memory, redis, named.epoch, 'primary', situation.namedAt),
  };
}

function unnamed(situation: Situation, memory: Memory): Desired {
  const unseen = unconfirmedFor(situation, memory);
  if (memory.role === 'primary' && unseen <= situation.settings.fenceAfterSeconds * 1000) {
    return { phase: 'serving', reason: 'primary; the role marker is not confirmed at the moment' };
  }
  return { phase: 'waiting', reason: `the role marker has not been confirmed for ${Math.round(unseen / 1000)} s: writes are stopped`, writable: false };
}

/** Milliseconds; an agent that restarts does not begin to count anew. */
function unconfirmedFor({ now, namedAt }: Situation, memory: Memory): number {
  return now - Math.max(namedAt, memory.role === 'primary' ? memory.lastGoodAt : 0);
}

function asReplica(situation: Situation, memory: Memory, redis: RedisState): Desired {
  const { view, node, peers } = situation;
  const named = view.majority;
  const known = received(situation, memory, redis);
  if (!named) {
    return { phase: 'waiting', reason: 'the role marker is not confirmed', ...known };
  }
  if (named.epoch < memory.epoch) {
    return { phase: 'waiting', reason: older(named.epoch, memory), ...known };
  }
  if (named.node === node) {
    return lead(situation, memory, redis);
  }
  const source = sourceFor(named.node, situation.upstream, redis, peers);
  if (redis.source === source && redis.linkUp && !redis.copying) {
    const stale = redis.staleSeconds > situation.settings.minReplicasMaxLagSeconds;
    return { phase: stale ? 'waiting' : 'serving', reason: `replica of ${source}${stale ? `, silent for ${redis.staleSeconds} s` : ''}`, ...known };
  }
  if (redis.copying && redis.source === source) {
    return { phase: 'waiting', reason: `copying from ${source}`, ...known };
  }
  return { phase: 'waiting', reason: `linking to ${source}`, ...(redis.source === source ? {} : { role: { follow: source } }), ...known };
}

/** Named by the role marker, with data of its own: the only way to become primary (rule R2). */
function lead(situation: Situation, memory: Memory, redis: RedisState): Desired {
  const { view, namedAt } = situation;
  const { epoch } = view.majority!;
  const objection = notYet(situation);
  if (objection !== '') {
    return { phase: 'waiting', reason: `named primary: ${objection}` };
  }
  const resumes = memory.role === 'primary' && memory.epoch === epoch;
  const opens = (resumes || predecessorStopped(situation)) && !view.failoverInProgress;
  return {
    phase: opens ? 'serving' : 'waiting', reason: `named primary at epoch ${epoch}`, role: { become: 'primary' }, writable: opens,
    ...(opens ? { remember: good(memory, redis, epoch, 'primary', namedAt) } : {}),
  };
}

/**
 * What came over a link counts once the other end says of which epoch it is: a node remembers itself as primary of an
 * epoch only when it opens in it.
 */
function received({ peers, now }: Situation, memory: Memory, redis: RedisState): { remember?: Memory } {
  const source = redis.source !== undefined && redis.linkUp && !redis.copying ? peers[redis.source]?.memory : undefined;
  const newer = source?.state === 'initialised'
    && (source.epoch > memory.epoch || (source.epoch === memory.epoch && memory.role !== 'primary'));
  // A link that is up and silent has brought nothing since.
  return newer ? { remember: good(memory, redis, source.epoch, 'replica', now - redis.staleSeconds * 1000) } : {};
}

function older(epoch: number, memory: Memory): string {
  return `the role marker is at epoch ${epoch}, this node knows ${memory.epoch}`;
}

function good(memory: Memory, redis: RedisState, epoch: number, role: 'primary' | 'replica', at: number): Memory {
  const { replicationId, offset, keys } = redis;
  return { ...memory, epoch, role, abdicating: false, lastGoodAt: at, replicationId, offset, keys };
}
