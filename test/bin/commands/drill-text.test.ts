import { drillsText } from '../../../bin/commands/drill-text';
import type { DrillResult } from '../../../lib/drill/result';

function result(seed: number, rtoMs: number | undefined, lostWrites = 0): DrillResult {
  return {
    seed, verdict: lostWrites ? 'fail' : 'pass', reasons: lostWrites ? [`${lostWrites} lost`] : [],
    measured: { rtoMs, lostWrites, acknowledgedWrites: 100 },
  } as unknown as DrillResult;
}

test('a line per run, then the distribution', () => {
  const text = drillsText([result(1, 2000), result(2, 1000), result(3, 3000, 4), result(4, undefined)]);
  expect(text).toMatch(/^3 +3 +3000 ms +4 +100 +fail: 4 lost$/m);
  expect(text).toMatch(/^4 +4 +- +0 +100 +pass$/m);
  expect(text).toContain('RTO: least 1000 ms, median 2000 ms, 95 % 3000 ms, most 3000 ms');
  expect(text).toContain('4 of 400 acknowledged writes lost\n3 of 4 passed');
});

test('runs that should not serve have no recovery time', () => {
  expect(drillsText([result(1, undefined), result(2, undefined)])).not.toContain('RTO: ');
});
