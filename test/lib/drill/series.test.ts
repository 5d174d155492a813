import { seriesOf } from '../../../lib/drill/series';
import { ledgerOfOne, write } from './synthetic';

test('writes by the moment they ended, acknowledged ones by node, and those of them that were lost', () => {
  const ledger = ledgerOfOne();
  // Acknowledged 1 ms after they were sent.
  write(ledger, 1000, 1050, { node: 'a' });
  const [first] = write(ledger, 1050, 1070, { node: 'b' });
  write(ledger, 1120, 1150, { node: 'b', fail: true });
  expect(seriesOf(ledger, 1000, 1200, [first!])).toEqual({
    bucketMs: 50, acknowledged: { a: [5, 0, 0, 0], b: [0, 2, 0, 0] }, failed: [0, 0, 3, 0], lost: [0, 1, 0, 0],
  });
});

test('one that got no answer failed when the load ended', () => {
  const ledger = ledgerOfOne();
  ledger.issue(0, ledger.endpointNumber('a'), 1010);
  expect(seriesOf(ledger, 1000, 1150, [])).toMatchObject({ failed: [0, 0, 1], acknowledged: {} });
});

test('what ended outside of the load counts at its edge', () => {
  const ledger = ledgerOfOne();
  write(ledger, 900, 910, { node: 'a' });
  write(ledger, 1300, 1310, { node: 'a' });
  expect(seriesOf(ledger, 1000, 1100, []).acknowledged).toEqual({ a: [1, 1] });
});

test.each([
  [0, 50, 1], [15_000, 50, 300], [15_001, 100, 151], [60_000, 200, 300], [1_500_000, 5000, 300], [1_500_001, 10_000, 151],
])('a run of %d ms has buckets of %d ms', (ms, bucketMs, length) => {
  const series = seriesOf(ledgerOfOne(), 5, 5 + ms, []);
  expect(series.bucketMs).toBe(bucketMs);
  expect(series.failed).toHaveLength(length);
});
