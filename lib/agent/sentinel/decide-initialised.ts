import type { Desired } from '../desired';
import { decideCrashed } from './decide-crashed';
import { weigh } from './evidence';
import type { Memory } from '../memory';
import type { RedisState, Situation } from '../situation';

/** After this every Sentinel that can answer has answered a new agent. */
const SETTLE_MS = 1000;

/** A node with data in a deployment with data. */
export function decideInitialised(situation: Situation, memory: Memory): Desired {
  const { redis } = situation;
  if (!redis) {
    return silent(situation, memory);
  }
  if (redis.loading) {
    return { phase: 'waiting', reason: 'loading its data set' };
  }
  return redis.role === 'primary' ? asPrimary(situation, memory, redis) : asReplica(situation, memory, redis);
}

/**
 * A primary that hangs may wake with writes waiting in its sockets and acknowledge
 * them although another took over. Once replaced, or unseen for longer than the
 * fence allows, it must not wake as what it was (rules R1, R7). One that has been
 * silent for as long as Sentinels wait, and that one of them calls down, is about to
 * be replaced: it is killed first and treated as crashed (rule R6). Loading, a fork or
 * a script that is busy for less than that harms nobody.
 */
function silent(situation: Situation, memory: Memory): Desired {
  const { died, unresponsive, view, node, now, settings } = situation;
  if (memory.role === 'primary' && died) {
    return decideCrashed(situation, memory);
  }
  if (memory.role !== 'primary' || !unresponsive) {
    return { phase: 'waiting', reason: 'Redis does not answer' };
  }
  const kill = (reason: string): Desired => ({ phase: 'waiting', reason, killRedis: true, remember: { ...memory, abdicating: true } });
  const replaced = view.majority !== undefined && view.majority.node !== node && view.majority.epoch > memory.epoch;
  const silentMs = now - unresponsive.since;
  const unseen = unseenMs(situation, memory) > settings.fenceAfterSeconds * 1000 && silentMs > settings.fenceAfterSeconds * 1000;
  if (replaced || unseen) {
    return kill('hanging as a primary that was replaced');
  }
  const down = silentMs > settings.downAfterSeconds * 1000 && view.majority?.node === node && (view.downCount ?? 0) > 0;
  return down ? kill('hanging, and Sentinels call it down') : { phase: 'waiting', reason: 'Redis does not answer' };
}

/**
 * How long no Sentinel majority has named this primary. An agent that restarts begins where the one before it left
 * off: what it remembers was last good then. Before it can have heard of any Sentinel nothing is concluded.
 */
function unseenMs({ now, namedAt, startedAt }: Situation, memory: Memory): number {
  return now - startedAt < SETTLE_MS ? 0 : now - Math.max(namedAt, memory.role === 'primary' ? memory.lastGoodAt : startedAt);
}

function asPrimary(situation: Situation, memory: Memory, redis: RedisState): Desired {
  const { view, node, now, settings } = situation;
  const named = view.majority;
  if (named?.node === node && named.epoch >= memory.epoch) {
    return {
      phase: 'serving', reason: 'primary',
      // Once demoted it must not be promoted again before it has synchronized, so a primary is never eligible.
      eligible: false,
      ...(mayOpen(situation) ? { writable: true } : {}),
      remember: good(memory, redis, named.epoch, 'primary', now),
    };
  }
  // One that Sentinel is promoting right now may have missed the epoch it leaves behind.
  const overtaken = named !== undefined && named.epoch > memory.epoch && !view.failoverInProgress;
  if (named && named.node !== node && (memory.role === 'primary' || overtaken)) {
    return {
      phase: 'waiting', reason: `replaced by ${named.node}`, writable: false, eligible: false, role: { follow: named.node },
    };
  }
  if (named) {
    return { phase: 'waiting', reason: 'promoted by Sentinel; waiting until a majority names this node', writable: false, eligible: false };
  }
  if (memory.role !== 'primary') {
    return { phase: 'waiting', reason: 'promoted by Sentinel; no Sentinel majority at the moment', writable: false, eligible: false };
  }
  const unseen = unseenMs(situation, memory);
  return unseen > settings.fenceAfterSeconds * 1000
    ? { phase: 'waiting', reason: `no Sentinel majority for ${Math.round(unseen / 1000)} s: writes are stopped`, writable: false, eligible: false }
    : { phase: 'serving', reason: 'primary; no Sentinel majority at the moment', eligible: false };
}

/**
 * Not while a failover runs: a handover whose agent died left the fence up on purpose.
 * An agent that has just begun to look may not have heard of one yet.
 */
function mayOpen({ handingOver, view, now, startedAt }: Situation): boolean {
  return !handingOver && !view.failoverInProgress && now - startedAt > SETTLE_MS;
}

function asReplica(situation: Situation, memory: Memory, redis: RedisState): Desired {
  const { view, node, now, stopping, storage, peers } = situation;
  const named = view.majority;
  const known = redis.nobody && memory.role === 'primary' && !memory.abdicating
    ? { remember: { ...memory, abdicating: true } }
    : received(situation, memory, redis);
  if (!named) {
    return { phase: 'waiting', reason: 'no Sentinel majority', ...known };
  }
  if (named.epoch < memory.epoch) {
    return { phase: 'waiting', reason: `Sentinels know epoch ${named.epoch}, this node knows ${memory.epoch}`, ...known };
  }
  // It lost its volume and the marker was lost, too, so it has begun anew: there is nothing to copy from it.
  const other = peers[named.node]?.memory;
  const empty = other?.state === 'forming' && other.deploymentId !== memory.deploymentId;
  if (named.node !== node && !empty && stale(situation, redis)) {
    return {
      phase: 'waiting', reason: `${redis.staleSeconds} s behind ${named.node}, which lives`, eligible: false, ...known,
      ...(redis.source === named.node ? {} : { role: { follow: named.node } }),
    };
  }
  if (named.node !== node && redis.source === named.node && redis.linkUp && !redis.copying) {
    return {
      phase: 'serving', reason: `replica of ${named.node}${storage ? `; not eligible: ${storage.trouble}` : ''}`,
      // One that cannot write to its disk would refuse writes as primary, too (rule R13).
      eligible: !stopping && !storage,
      remember: good(memory, redis, named.epoch, 'replica', now),
    };
  }
  if (redis.copying) {
    return { phase: 'waiting', reason: `copying from ${redis.source ?? 'its primary'}`, eligible: false, ...known };
  }
  const evidence = weigh(situation);
  if (evidence.newest === node) {
    return named.node === node
      ? { phase: 'waiting', reason: evidence.why, role: { become: 'primary' }, writable: false, eligible: false, ...known }
      : { phase: 'waiting', reason: evidence.why, eligible: true, askFailover: true, ...known };
  }
  if (named.node === node) {
    // Sentinel promotes others than the one it names; left eligible, this node would be waited for in vain.
    return { phase: 'waiting', reason: `named primary, but it restarted: ${evidence.why}`, eligible: false, ...known };
  }
  // A replica that Sentinel has pointed somewhere is ahead of the Sentinels that have not heard yet: only when
  // all of them agree and none is failing over is it this agent's turn.
  const mayLead = redis.nobody || (view.unanimous && !view.failoverInProgress);
  const lead = redis.source === named.node || !mayLead || empty ? {} : { role: { follow: named.node } };
  return { phase: 'waiting', reason: `linking to ${named.node}: ${evidence.why}`, ...lead, ...known };
}

/**
 * What came over a link counts as evidence (rule R5) whether or not this node sees the Sentinels just
 * then. Whose stream it is the other end says: an agent remembers itself as primary of an epoch only
 * after a majority has named it.
 */
function received({ peers, now }: Situation, memory: Memory, redis: RedisState): { remember?: Memory } {
  const source = redis.source !== undefined && redis.linkUp && !redis.copying ? peers[redis.source]?.memory : undefined;
  const epoch = source?.role === 'primary' ? source.epoch : -1;
  return epoch > memory.epoch || (epoch === memory.epoch && memory.role !== 'primary')
    ? { remember: good(memory, redis, epoch, 'replica', now) }
    : {};
}

/**
 * Cut off from a primary that its agent still sees alive: promoting this replica would lose
 * everything written since. A primary that is silent to its own agent, too, is another matter.
 */
function stale({ view, peers, settings }: Situation, redis: RedisState): boolean {
  const primary = peers[view.majority!.node]?.redis;
  return !redis.nobody && redis.staleSeconds > settings.minReplicasMaxLagSeconds
    && primary?.role === 'primary' && !view.majorityDown && !view.failoverInProgress;
}

function good(memory: Memory, redis: RedisState, epoch: number, role: 'primary' | 'replica', now: number): Memory {
  return {
    ...memory, epoch, role, abdicating: false, lastGoodAt: now,
    replicationId: redis.replicationId, offset: redis.offset, keys: redis.keys,
  };
}
