import type { DrillResult } from '../../lib/drill/result';
import { table } from './table';

/** Several runs: one line each, then the distribution. */
export function drillsText(results: DrillResult[]): string {
  const passed = results.filter((result) => result.verdict === 'pass').length;
  const times = results.flatMap(({ measured }) => (measured.rtoMs === undefined ? [] : [measured.rtoMs])).sort((a, b) => a - b);
  const lost = results.reduce((sum, { measured }) => sum + measured.lostWrites, 0);
  const acknowledged = results.reduce((sum, { measured }) => sum + measured.acknowledgedWrites, 0);
  const at = (share: number): string => `${Math.round(times[Math.min(times.length - 1, Math.floor(times.length * share))]!)} ms`;
  return [
    table([
      ['RUN', 'SEED', 'RTO', 'LOST', 'ACKNOWLEDGED', 'VERDICT'],
      ...results.map(({ seed, measured, verdict, reasons }, index) => [
        String(index + 1), String(seed), measured.rtoMs === undefined ? '-' : `${Math.round(measured.rtoMs)} ms`,
        String(measured.lostWrites), String(measured.acknowledgedWrites), [verdict, ...reasons].join(': '),
      ]),
    ]),
    '',
    ...(times.length > 0 ? [`RTO: least ${at(0)}, median ${at(0.5)}, 95 % ${at(0.95)}, most ${at(1)}`] : []),
    `${lost} of ${acknowledged} acknowledged writes lost`,
    `${passed} of ${results.length} passed`,
  ].join('\n');
}
