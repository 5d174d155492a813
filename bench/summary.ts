import type { Measured } from '../lib/drill/result';

/** One drill of a bench, small enough to keep. */
export interface Run {
  readonly scenario: string;
  readonly seed: number;
  readonly verdict: 'pass' | 'fail';
  readonly reasons: string[];
  readonly rate: number;
  readonly measured?: Measured;
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

/** A table for people: per scenario how many passed and how the figures spread. */
export function summaryTable(runs: Run[], circumstances: Circumstances): string {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = `${run.scenario} @ ${run.rate}/s`;
    groups.set(key, [...groups.get(key) ?? [], run]);
  }
  const rows = [...groups].map(([name, group]) => {
    const measured = group.flatMap((run) => (run.measured ? [run.measured] : []));
    const rto = measured.flatMap(({ rtoMs }) => (rtoMs === undefined ? [] : [rtoMs]));
    const spread = [0, 0.5, 0.95, 1].map((share) => seconds(quantile(rto, share))).join(' / ');
    const lost = measured.map(({ lostWrites }) => lostWrites);
    return `| ${name} | ${group.filter((run) => run.verdict === 'pass').length} of ${group.length} | ${spread} | `
      + `${seconds(quantile(measured.map(({ maxWriteGapMs }) => maxWriteGapMs), 0.5))} / ${seconds(Math.max(...measured.map(({ maxWriteGapMs }) => maxWriteGapMs)))} | `
      + `${lost.filter((count) => count > 0).length} runs, ${Math.max(0, ...lost)} at most, over ${seconds(Math.max(0, ...measured.map(({ lossWindowMs }) => lossWindowMs)))} | `
      + `${seconds(Math.max(0, ...measured.map(({ dualPrimaryMs }) => dualPrimaryMs)))} |`;
  });
  return [
    '# Drills, many times',
    '',
    `\`${circumstances.command}\` on ${circumstances.machine}; declared RPO ${circumstances.objectives.rpoSeconds} s, `
      + `RTO ${circumstances.objectives.rtoSeconds} s. Times in seconds.`,
    '',
    '| scenario | passed | RTO min / median / p95 / max | longest write gap median / max | lost acknowledged writes | two primaries |',
    '|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

function seconds(milliseconds: number | undefined): string {
  return milliseconds === undefined || !Number.isFinite(milliseconds) ? '-' : (milliseconds / 1000).toFixed(2);
}
