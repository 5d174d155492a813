import { Outcome, type Ledger } from './ledger';
import type { Span } from './result';

/** Acknowledgements of one node further apart than this belong to two stretches of being primary. */
const SAME_STRETCH_MS = 250;

/**
 * How long two nodes with the same data were both acknowledging, in milliseconds.
 *
 * @param shardOf node name to its shard. @default - all nodes have the same data
 */
export function dualPrimary(ledger: Ledger, shardOf: Record<string, number> = {}): number {
  const byShard = new Map<number, Span[][]>();
  for (const [endpoint, stretches] of stretchesByNode(ledger)) {
    const shard = shardOf[ledger.endpoints[endpoint]!] ?? 0;
    byShard.set(shard, [...byShard.get(shard) ?? [], stretches]);
  }
  return [...byShard.values()].reduce((sum, nodes) => sum + overlap(nodes), 0);
}

/** Overlap of the nodes' stretches, counted once however many nodes take part. */
function overlap(nodes: Span[][]): number {
  const edges: { at: number; step: number }[] = [];
  for (const stretches of nodes) {
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

function stretchesByNode(ledger: Ledger): Map<number, Span[]> {
  const times = new Map<number, number[]>();
  for (const entry of ledger.entries()) {
    if (entry.outcome === Outcome.ACKNOWLEDGED) {
      const list = times.get(entry.endpoint) ?? [];
      list.push(entry.endedAt);
      times.set(entry.endpoint, list);
    }
  }
  return new Map([...times].map(([endpoint, list]) => [endpoint, stretchesOf(Float64Array.from(list).sort())]));
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
