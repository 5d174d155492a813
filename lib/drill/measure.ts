import { dualPrimary } from './dual-primary';
import { Outcome, type Ledger } from './ledger';
import type { Gap, Measured, ShardMeasured } from './result';

/** What is known about a run besides its ledger. Times in milliseconds since the epoch. */
export interface Observation {
  readonly startedAt: number;
  readonly stoppedAt: number;
  /** Just before the fault was put in. */
  readonly faultAt: number;
  /** When the fault was in place: no write issued later owes anything to the time before it. */
  readonly faultDoneAt: number;
  /**
   * What recovery time is counted from.
   *
   * @default - `faultAt`
   */
  readonly recoveryFrom?: number;
  /** `first-write`: the first surviving write after the fault. `longest-gap`: a planned move, which has no moment of failure. */
  readonly rto: 'first-write' | 'longest-gap' | 'none';
  /** Indexes of lost writes. */
  readonly lost: number[];
  readonly verified: number;
  /** Stretches without an acknowledged write, counted from `startedAt`. */
  readonly gaps: Gap[];
  /**
   * Node name to its shard; two primaries are two of the same shard.
   *
   * @default - all nodes have the same data
   */
  readonly shardOf?: Record<string, number>;
  /** From the fault until every copy was there and in sync again; absent when that was never seen. */
  readonly exposureMs?: number;
}

/** Turns a ledger into numbers. Pure, and linear in the number of writes but for sorting their times. */
export function measure(ledger: Ledger, seen: Observation): Measured {
  const lost = new Set(seen.lost);
  const tally = { acknowledged: 0, failed: 0, before: 0, after: 0, lostPinned: 0 };
  const firstWrites = new Map(ledger.shards.map((shard) => [shard, Number.POSITIVE_INFINITY]));
  const lostBy = new Map<number, number>();
  let firstLost = Number.POSITIVE_INFINITY;
  let lastLost = Number.NEGATIVE_INFINITY;
  for (const entry of ledger.entries()) {
    if (entry.outcome !== Outcome.ACKNOWLEDGED) {
      tally.failed += 1;
      continue;
    }
    tally.acknowledged += 1;
    tally.before += entry.endedAt < seen.faultAt ? 1 : 0;
    const { pinned } = ledger.writers[entry.writer]!;
    if (entry.issuedAt >= seen.faultDoneAt) {
      tally.after += 1;
      // A counter that was overwritten later cannot tell whether this write survived.
      if (!pinned && !entry.counter && !lost.has(entry.index)) {
        firstWrites.set(entry.shard, Math.min(firstWrites.get(entry.shard)!, entry.endedAt));
      }
    }
    if (lost.has(entry.index)) {
      tally.lostPinned += pinned ? 1 : 0;
      lostBy.set(entry.shard, (lostBy.get(entry.shard) ?? 0) + 1);
      firstLost = Math.min(firstLost, entry.endedAt);
      lastLost = Math.max(lastLost, entry.endedAt);
    }
  }
  const times = acknowledgedTimes(ledger);
  const shards = ledger.shards.map((shard): ShardMeasured => {
    const longest = longestGap(times.get(shard)!, seen);
    const rto = rtoOf(seen, firstWrites.get(shard)!, longest);
    return { shard, ...rto, maxWriteGapMs: round(longest), lostWrites: lostBy.get(shard) ?? 0 };
  });
  const beforeMs = seen.faultAt - seen.startedAt;
  return {
    ...slowest(shards),
    lostWrites: lost.size,
    lostPinnedWrites: tally.lostPinned,
    lossWindowMs: lost.size === 0 ? 0 : round(Math.max(lastLost, seen.faultAt) - firstLost),
    acknowledgedWrites: tally.acknowledged,
    failedWrites: tally.failed,
    verifiedWrites: seen.verified,
    maxWriteGapMs: Math.max(...shards.map(({ maxWriteGapMs }) => maxWriteGapMs)),
    settledMs: settled(seen),
    dualPrimaryMs: round(dualPrimary(ledger, seen.shardOf)),
    writesPerSecond: beforeMs > 0 ? Math.round(tally.before / beforeMs * 1000) : 0,
    acknowledgedAfterFault: tally.after,
    ...(seen.exposureMs === undefined ? {} : { exposureMs: round(seen.exposureMs) }),
    ...(ledger.homes === undefined ? {} : { shards }),
  };
}

/** Stretches of at least `thresholdMs` in which no client that follows the primary got a write acknowledged, by shard. */
export function gapsOf(ledger: Ledger, startedAt: number, stoppedAt: number, thresholdMs: number): Gap[] {
  const gaps: Gap[] = [];
  for (const [shard, times] of acknowledgedTimes(ledger)) {
    let previous = startedAt;
    for (const at of [...times, stoppedAt]) {
      if (at - previous >= thresholdMs) {
        gaps.push({ fromMs: round(previous - startedAt), toMs: round(at - startedAt), ...(shard === 0 ? {} : { shard }) });
      }
      previous = Math.max(previous, at);
    }
  }
  return gaps;
}

/** A second failover shortly after the first is an outage too, which the first write after the fault does not show. */
function settled(seen: Observation): number {
  const ends = seen.gaps.map((gap) => gap.toMs + seen.startedAt - (seen.recoveryFrom ?? seen.faultAt));
  return round(Math.max(0, ...ends));
}

function rtoOf(seen: Observation, firstWrite: number, longest: number): { rtoMs?: number } {
  if (seen.rto === 'longest-gap') {
    return { rtoMs: round(longest) };
  }
  if (seen.rto === 'none' || !Number.isFinite(firstWrite)) {
    return {};
  }
  return { rtoMs: round(Math.max(0, firstWrite - (seen.recoveryFrom ?? seen.faultAt))) };
}

/** Service is back when the last shard is; one that was not hit answers at once. */
function slowest(shards: ShardMeasured[]): { rtoMs?: number } {
  const times = shards.map(({ rtoMs }) => rtoMs);
  return times.includes(undefined) ? {} : { rtoMs: Math.max(...times as number[]) };
}

/** By shard, in ascending order. */
function acknowledgedTimes(ledger: Ledger): Map<number, Float64Array> {
  const times = new Map<number, number[]>(ledger.shards.map((shard) => [shard, []]));
  for (const entry of ledger.entries()) {
    if (entry.outcome === Outcome.ACKNOWLEDGED && !ledger.writers[entry.writer]!.pinned) {
      times.get(entry.shard)!.push(entry.endedAt);
    }
  }
  return new Map([...times].map(([shard, list]) => [shard, Float64Array.from(list).sort()]));
}

/** Of those that end after the fault: how the load begins says nothing about it. */
function longestGap(times: Float64Array, { startedAt, stoppedAt, faultAt }: Observation): number {
  let longest = 0;
  let previous = startedAt;
  for (const at of [...times, stoppedAt]) {
    longest = at > faultAt ? Math.max(longest, at - previous) : longest;
    previous = Math.max(previous, at);
  }
  return longest;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
