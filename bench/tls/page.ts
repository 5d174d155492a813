import type { Round } from './measured';

/** Everything a run of the bench leaves behind. */
export interface Results {
  readonly command: string;
  readonly machine: string;
  readonly engine: string;
  /** Load of the machine over the last minute when it began; above its number of cores it had other work. */
  readonly loadAverage: number;
  /** Bytes of values that a full synchronisation carried. */
  readonly bytes: number;
  /** SETs of each round. */
  readonly sets: number;
  /** In the order they ran; the plaintext deployment and the one with TLS met the machine in turns. */
  readonly rounds: { readonly plaintext: Round; readonly tls: Round }[];
}

const MEASURES: { readonly of: keyof Round; readonly title: string; readonly digits: number }[] = [
  { of: 'setsPerSecond', title: 'SET a second, 50 clients, 256 bytes', digits: 0 },
  { of: 'p50Ms', title: 'latency of a SET, middle, ms', digits: 2 },
  { of: 'p99Ms', title: 'latency of a SET, 99 of 100, ms', digits: 2 },
  { of: 'fullSyncSeconds', title: 'full synchronisation of a replica, s', digits: 2 },
];

/** A table for people: medians, and TLS as a share of plaintext of the same round. */
export function resultsPage(results: Results): string {
  const { rounds, command, machine, engine, loadAverage, bytes, sets } = results;
  const rows = MEASURES.map(({ of, title, digits }) => {
    const plaintext = median(rounds.map((round) => round.plaintext[of]));
    const tls = median(rounds.map((round) => round.tls[of]));
    const ratios = rounds.map((round) => round.tls[of] / round.plaintext[of]);
    return `| ${title} | ${plaintext.toFixed(digits)} | ${tls.toFixed(digits)} | ${median(ratios).toFixed(2)} `
      + `| ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} |`;
  });
  return [
    '# TLS against plaintext', '',
    `\`${command}\`: two Sentinel deployments on ${machine}, ${engine}, load ${loadAverage.toFixed(1)} when it began. `
    + `${rounds.length} rounds, both deployments in each, in turns which comes first; ${sets} SETs a round, then a full synchronisation of `
    + `${(bytes / 1e6).toFixed(0)} MB of values that nothing compresses. Servers, replicas, agents and clients share the cores.`,
    '',
    '| | plaintext | TLS | TLS / plaintext | of single rounds |', '|---|---|---|---|---|', ...rows, '',
  ].join('\n');
}

/** The middle; of two middles the mean. */
export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.floor(half - 0.5)]! + sorted[Math.floor(half)]!) / 2;
}
