import { Outcome, type Ledger } from './ledger';
import type { Series } from './result';

/** Longest series a report carries; longer runs get wider buckets. */
const MOST_BUCKETS = 300;
const BUCKETS_MS = [50, 100, 200, 500, 1000, 2000, 5000];

/** Widest sensible resolution for a run of that length. */
function bucketFor(durationMs: number): number {
  return BUCKETS_MS.find((bucket) => durationMs / bucket <= MOST_BUCKETS) ?? 10_000;
}

/** Counts writes per bucket of time, from the start of the load to its end. */
export function seriesOf(ledger: Ledger, startedAt: number, stoppedAt: number, lost: number[]): Series {
  const bucketMs = bucketFor(stoppedAt - startedAt);
  const length = Math.max(1, Math.ceil((stoppedAt - startedAt) / bucketMs));
  const zeros = (): number[] => new Array<number>(length).fill(0);
  const slotOf = (at: number): number => Math.min(length - 1, Math.max(0, Math.floor((at - startedAt) / bucketMs)));
  const acknowledged: Record<string, number[]> = {};
  const failed = zeros();
  const lostCounts = zeros();
  const lostIndexes = new Set(lost);
  for (const entry of ledger.entries()) {
    const slot = slotOf(entry.endedAt === 0 ? stoppedAt : entry.endedAt);
    if (entry.outcome !== Outcome.ACKNOWLEDGED) {
      failed[slot]! += 1;
      continue;
    }
    const node = ledger.endpoints[entry.endpoint]!;
    (acknowledged[node] ??= zeros())[slot]! += 1;
    if (lostIndexes.has(entry.index)) {
      lostCounts[slot]! += 1;
    }
  }
  return { bucketMs, acknowledged, failed, lost: lostCounts };
}
