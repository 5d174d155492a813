import type { Measured } from '../lib/drill/result';

/** One drill of a bench, small enough to keep. */
export interface Run {
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: 'pass' | 'fail';
  readonly reasons: string[];
  readonly rate: number;
  readonly measured?: Measured;
  /** Absent in results of before there were others: `sentinel`, `redis-7.0`, `ioredis`. */
  readonly topology?: string;
  readonly engine?: string;
  readonly client?: string;
  readonly through?: string;
}

export interface Circumstances {
  readonly command: string;
  readonly machine: string;
  readonly objectives: { readonly rpoSeconds: number; readonly rtoSeconds: number };
}

/** The value below which that share of sorted values lies; `undefined` for none. */
function quantile(values: number[], share: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
}

const NONE = 'no run';
const HEADINGS = [
  'scenario', 'passed', 'RTO median / p95 / max', 'longest write gap median / p95 / max', 'runs that lost writes', 'most lost, over',
  'two primaries', 'copies missing median / max',
];

/** A table for people: per scenario how many passed and how the figures spread. */
export function summaryTable(runs: Run[], circumstances: Circumstances): string {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = groupOf(run);
    groups.set(key, [...groups.get(key) ?? [], run]);
  }
  const { command, machine, objectives } = circumstances;
  return [
    '# Drills, many times',
    '',
    `\`${command}\` on ${machine}; declared RPO ${objectives.rpoSeconds} s, RTO ${objectives.rtoSeconds} s. Times in seconds.`,
    '',
    `| ${HEADINGS.join(' | ')} |`,
    `|${HEADINGS.map(() => '---').join('|')}|`,
    ...[...groups].sort(([a], [b]) => a.localeCompare(b)).map(([name, group]) => `| ${[name, ...cells(group)].join(' | ')} |`),
    '',
  ].join('\n');
}

function groupOf({ scenario, topology = 'sentinel', engine = 'redis-7.0', client = 'ioredis', through, rate }: Run): string {
  return `${topology}, ${engine}, ${client}${through === undefined ? '' : ` through ${through}`}: ${scenario} @ ${rate}/s`;
}

function cells(group: Run[]): string[] {
  const measured = group.flatMap((run) => (run.measured ? [run.measured] : []));
  const passed = `${group.filter((run) => run.verdict === 'pass').length} of ${group.length}`;
  if (measured.length === 0) {
    return [passed, ...HEADINGS.slice(2).map(() => NONE)];
  }
  const exposure = measured.flatMap(({ exposureMs }) => (exposureMs === undefined ? [] : [exposureMs]));
  const most = measured.reduce((worst, next) => (next.lostWrites > worst.lostWrites ? next : worst));
  return [
    passed,
    spread(measured.flatMap(({ rtoMs }) => (rtoMs === undefined ? [] : [rtoMs])), [0.5, 0.95, 1]),
    spread(measured.map(({ maxWriteGapMs }) => maxWriteGapMs), [0.5, 0.95, 1]),
    `${measured.filter(({ lostWrites }) => lostWrites > 0).length} of ${measured.length}`,
    most.lostWrites === 0 ? '0' : `${most.lostWrites}, ${seconds(most.lossWindowMs)}`,
    spread(measured.map(({ dualPrimaryMs }) => dualPrimaryMs), [1]),
    spread(exposure, [0.5, 1]),
  ];
}

function spread(values: number[], shares: number[]): string {
  return shares.map((share) => seconds(quantile(values, share))).join(' / ');
}

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined || !Number.isFinite(milliseconds) ? '-' : (milliseconds / 1000).toFixed(2);
}
