import { Outcome, type Ledger } from './ledger';
import type { Measured, Span } from './result';

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
  readonly gaps: Span[];
}

/** Acknowledgements of one node further apart than this belong to two stretches of being primary. */
const SAME_STRETCH_MS = 250;

/** Turns a ledger into numbers. Pure, and linear in the number of writes but for sorting their times. */
export function measure(ledger: Ledger, seen: Observation): Measured {
  const lost = new Set(seen.lost);
  const tally = { acknowledged: 0, failed: 0, before: 0, after: 0, lostPinned: 0 };
  let firstWrite = Number.POSITIVE_INFINITY;
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
        firstWrite = Math.min(firstWrite, entry.endedAt);
      }
    }
    if (lost.has(entry.index)) {
      tally.lostPinned += pinned ? 1 : 0;
      firstLost = Math.min(firstLost, entry.endedAt);
      lastLost = Math.max(lastLost, entry.endedAt);
    }
  }
  const longest = longestGap(acknowledgedTimes(ledger), seen.startedAt, seen.stoppedAt);
  const beforeMs = seen.faultAt - seen.startedAt;
  return {
    ...rtoOf(seen, firstWrite, longest),
    lostWrites: lost.size,
    lostPinnedWrites: tally.lostPinned,
    lossWindowMs: lost.size === 0 ? 0 : round(Math.max(lastLost, seen.faultAt) - firstLost),
    acknowledgedWrites: tally.acknowledged,
    failedWrites: tally.failed,
    verifiedWrites: seen.verified,
    maxWriteGapMs: round(longest),
    settledMs: settled(seen),
    dualPrimaryMs: round(dualPrimary(ledger)),
    writesPerSecond: beforeMs > 0 ? Math.round(tally.before / beforeMs * 1000) : 0,
    acknowledgedAfterFault: tally.after,
  };
}

/** Stretches of at least `thresholdMs` in which no Sentinel-aware client got a write acknowledged. */
export function gapsOf(ledger: Ledger, startedAt: number, stoppedAt: number, thresholdMs: number): Span[] {
  const gaps: Span[] = [];
  let previous = startedAt;
  for (const at of [...acknowledgedTimes(ledger), stoppedAt]) {
    if (at - previous >= thresholdMs) {
      gaps.push({ fromMs: round(previous - startedAt), toMs: round(at - startedAt) });
    }
    previous = Math.max(previous, at);
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

function acknowledgedTimes(ledger: Ledger): Float64Array {
  const times: number[] = [];
  for (const entry of ledger.entries()) {
    if (entry.outcome === Outcome.ACKNOWLEDGED && !ledger.writers[entry.writer]!.pinned) {
      times.push(entry.endedAt);
    }
  }
  return Float64Array.from(times).sort();
}

function longestGap(times: Float64Array, startedAt: number, stoppedAt: number): number {
  let longest = 0;
  let previous = startedAt;
  for (const at of times) {
    longest = Math.max(longest, at - previous);
    previous = Math.max(previous, at);
  }
  return Math.max(longest, stoppedAt - previous);
}

/** How long two nodes were both acknowledging: overlap of their stretches, counted once however many nodes take part. */
function dualPrimary(ledger: Ledger): number {
  const edges: { at: number; step: number }[] = [];
  for (const stretches of stretchesByNode(ledger)) {
    for (const { fromMs, toMs } of stretches) {
      edges.push({ at: fromMs, step: 1 }, { at: toMs, step: -1 });
    }
  }
  // At the same instant a stretch ends before the next begins.
  edges.sort((a, b) => a.at - b.at || a.step - b.step);
  let open = 0;
  let since = 0;
  let total = 0;
  for (const { at, step } of edges) {
    if (open >= 2) {
      total += at - since;
    }
    open += step;
    since = at;
  }
  return total;
}

function stretchesByNode(ledger: Ledger): Span[][] {
  const times = new Map<number, number[]>();
  for (const entry of ledger.entries()) {
    if (entry.outcome === Outcome.ACKNOWLEDGED) {
      const list = times.get(entry.endpoint) ?? [];
      list.push(entry.endedAt);
      times.set(entry.endpoint, list);
    }
  }
  return [...times.values()].map((list) => stretchesOf(Float64Array.from(list).sort()));
}

function stretchesOf(sorted: Float64Array): Span[] {
  const stretches: Span[] = [];
  let from = sorted[0]!;
  let previous = from;
  for (const at of sorted) {
    if (at - previous > SAME_STRETCH_MS) {
      stretches.push({ fromMs: from, toMs: previous });
      from = at;
    }
    previous = at;
  }
  stretches.push({ fromMs: from, toMs: previous });
  return stretches;
}

function round(ms: number): number {
  return Math.round(ms * 10) / 10;
}
