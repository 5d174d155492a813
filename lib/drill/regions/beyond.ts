import { Outcome, type Ledger, type LedgerEntry } from '../ledger';

/** Acknowledged writes of one writer, one after the other, that the other region had not got. */
export interface Beyond {
  readonly writer: string;
  readonly shard: number;
  /** Sequence numbers of the first and the last. */
  readonly from: number;
  readonly to: number;
  readonly writes: number;
}

/**
 * Which acknowledged writes were lost, as runs of each writer's acknowledged writes. The keys of a writer are
 * `drill:<run>:<writer>:<sequence>`.
 */
export function beyondReplicated(ledger: Ledger, lost: readonly number[]): Beyond[] {
  const gone = new Set(lost);
  const runs: Beyond[] = [];
  const open = new Map<string, { first: LedgerEntry; last: LedgerEntry; writes: number }>();
  const close = (key: string): void => {
    const run = open.get(key);
    open.delete(key);
    if (run) {
      const { first: { writer, shard, sequence: from }, last: { sequence: to }, writes } = run;
      runs.push({ writer: ledger.writers[writer]!.name, shard, from, to, writes });
    }
  };
  for (const entry of ledger.entries()) {
    if (entry.outcome !== Outcome.ACKNOWLEDGED) {
      continue;
    }
    const key = `${entry.writer} ${entry.shard}`;
    if (gone.has(entry.index)) {
      const run = open.get(key) ?? { first: entry, last: entry, writes: 0 };
      open.set(key, { first: run.first, last: entry, writes: run.writes + 1 });
    } else if (!entry.counter) {
      // A counter that was overwritten later cannot tell.
      close(key);
    }
  }
  [...open.keys()].forEach(close);
  return runs;
}

/** For people. */
export function beyondText(ledger: Ledger, runs: readonly Beyond[]): string {
  return runs.length === 0 ? 'none' : `keys drill:${ledger.run}:<writer>:<sequence>: `
    + runs.map(({ writer, from, to, writes, shard }) =>
      `${writer} ${from === to ? from : `${from} to ${to}`} (${writes}${shard === 0 ? '' : ` of shard ${shard}`})`).join(', ');
}

/** Acknowledged writes that survived although an earlier one of the same writer and data set is lost: a copy has no holes. */
export function holes(ledger: Ledger, lost: readonly number[], nodes: readonly string[]): number {
  const gone = new Set(lost);
  const after = new Set<string>();
  let count = 0;
  for (const entry of ledger.entries()) {
    const key = `${entry.writer} ${entry.shard}`;
    if (entry.outcome !== Outcome.ACKNOWLEDGED || entry.counter || !nodes.includes(ledger.endpoints[entry.endpoint]!)) {
      continue;
    }
    if (gone.has(entry.index)) {
      after.add(key);
    } else if (after.has(key)) {
      count += 1;
    }
  }
  return count;
}
