import { Topology } from '../../../lib/model';
import { promiseOf } from '../../../lib/plan/promise';
import { deriveSettings } from '../../../lib/plan/settings';
import { sentinelSettings } from '../../../lib/config';
import { plan } from '../../../lib/plan';
import { demoSpec } from './specs';

describe('R8: timers', () => {
  const { settings } = deriveSettings(demoSpec());

  test('an aborted attempt blocks the next for twice failover-timeout, and the promise says so', () => {
    const { rto } = promiseOf(settings, Topology.sentinel());
    expect(rto.secondAttemptSeconds).toBeGreaterThanOrEqual(rto.worstSeconds + 2 * settings.failoverTimeoutSeconds);
    const patient = { ...settings, failoverTimeoutSeconds: settings.failoverTimeoutSeconds + 5 };
    expect(promiseOf(patient, Topology.sentinel()).rto.secondAttemptSeconds).toBeCloseTo(rto.secondAttemptSeconds + 10);
  });

  test('failover-timeout is no longer than the RTO where that leaves a failover time', () => {
    for (const rtoSeconds of [5, 10, 30, 60]) {
      const derived = deriveSettings(demoSpec({ objectives: { rpoSeconds: 5, rtoSeconds } })).settings;
      expect(derived.failoverTimeoutSeconds).toBeLessThanOrEqual(rtoSeconds);
    }
  });

  test('a primary that loads counts as down: master-reboot-down-after-period is set', () => {
    expect(Number(sentinelSettings(plan(demoSpec()))['master-reboot-down-after-period'])).toBeGreaterThan(0);
  });
});
