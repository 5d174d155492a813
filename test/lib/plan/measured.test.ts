import { MEASURED, TIGHTEST_DOWN_AFTER, TIGHTEST_MAX_LAG } from '../../../lib/plan/measured';

test('parts that the Sentinel source bounds are not smaller than its constants', () => {
  // SENTINEL_PING_PERIOD, the INFO period during a failover and SENTINEL_MAX_DESYNC are one second each.
  expect(MEASURED.electionAfterHang).toBeGreaterThan(1);
  expect(MEASURED.discovery).toBeGreaterThan(1);
  expect(MEASURED.retryDesync).toBeGreaterThanOrEqual(1);
});

test('the tightest values leave room for the period they depend on', () => {
  expect(TIGHTEST_MAX_LAG).toBeGreaterThan(MEASURED.replicaAckPeriod);
  expect(TIGHTEST_DOWN_AFTER).toBeGreaterThan(0);
});
