import type { Desired } from '../desired';
import type { Memory } from '../memory';
import type { Situation } from '../situation';

/** At most one failover by request in this time, so that a query that kills its server does not walk through the nodes. */
export const CRASH_SPACING_MS = 600_000;

/**
 * The process of a primary is gone. Its agent knows so before any timeout has passed and may ask for a failover at once
 * (rule R6), after it has written down that this node does not come back as primary. What it may not ask for is left to
 * the Sentinels' own detection.
 */
export function decideCrashed(situation: Situation, memory: Memory): Desired {
  const abdicating: Memory = { ...memory, abdicating: true };
  const waiting = (reason: string): Desired => ({ phase: 'waiting', reason, remember: abdicating });
  const { died, view, node, now, handingOver, pausedUntil = 0 } = situation;
  const last = lastCrashFailover(situation, memory);
  if (last !== 0 && last >= died!.at) {
    return waiting('crashed; a failover has been asked for');
  }
  if (now - last < CRASH_SPACING_MS) {
    return waiting(`crash-loop: crashed again ${Math.round((now - last) / 1000)} s after a failover for a crash; left to the Sentinels' detection`);
  }
  if (pausedUntil > now) {
    return waiting('crashed; automation is paused, left to the Sentinels\' detection');
  }
  if (view.majority?.node !== node || view.majority.epoch < memory.epoch) {
    return waiting('crashed; no Sentinel majority names this node');
  }
  if (handingOver) {
    return waiting('crashed during a handover');
  }
  if (view.failoverInProgress || view.majorityDown) {
    return waiting('crashed; the Sentinels have noticed');
  }
  const ready = Object.values(situation.peers).some(({ redis }) =>
    redis?.role === 'replica' && redis.source === node && redis.priority > 0 && !redis.copying);
  return ready
    ? { phase: 'waiting', reason: 'crashed; asking for a failover', crashFailover: true, remember: { ...abdicating, crashFailoverAt: now } }
    : waiting('crashed; no replica may take over');
}

/** The last one anybody remembers, 0 for none: the primary that crashes next is another node than the one before. */
export function lastCrashFailover({ peers, now }: Situation, memory: Memory): number {
  const times = [memory.crashFailoverAt ?? 0, ...Object.values(peers).map((peer) => peer.memory?.crashFailoverAt ?? 0)];
  // A time to come is a clock that was wrong.
  return Math.max(0, ...times.filter((time) => time <= now));
}

/** What one agent has asked for the others keep in mind, too, on their own volumes. */
export function withCrashTime(situation: Situation, memory: Memory): Memory {
  const last = lastCrashFailover(situation, memory);
  return last === 0 || last === memory.crashFailoverAt ? memory : { ...memory, crashFailoverAt: last };
}
