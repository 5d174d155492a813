import { Topology, type Settings } from '../../../lib/model';
import type { PlanPromise } from '../../../lib/plan';
import { promiseOfSentinel } from '../../../lib/plan/promise-sentinel';
import { deriveSettings } from '../../../lib/plan/settings';
import { demoSpec } from './specs';

const { settings } = deriveSettings(demoSpec());
const base: Partial<Settings> = {
  downAfterSeconds: 1, rebootDownAfterSeconds: 1.5, infoPeriodSeconds: 2, failoverTimeoutSeconds: 6,
  handoverPauseSeconds: 0.8, startGraceSeconds: 3,
  fenceAfterSeconds: 4, minReplicasToWrite: 1, minReplicasMaxLagSeconds: 4, maxMemoryBytes: 500e6, appendfsync: 'everysec',
};
const promised = (changes: Partial<Settings> = {}, replicas = 2): PlanPromise =>
  promiseOfSentinel({ ...settings, ...base, ...changes }, Topology.sentinel({ replicas }));

test('the parts of a failover add up', () => {
  expect(promised().rto).toEqual({
    // Asked for: 0.3 + 0.3 + 0.4, found again in 1.1 + 0.5.
    processDeathSeconds: 2.6,
    // Down-after, 1.2 until elected, found again.
    hangSeconds: 3.8,
    // An INFO that is due every 2 s, the wait after a reboot, 1.2, found again.
    quickRestartSeconds: 6.3,
    handoverSeconds: 3,
    worstSeconds: 6.3,
    // Two failover timeouts of 6 s, and 1 s late on purpose.
    secondAttemptSeconds: 19.3,
    // Grace 3, an attempt of 6 that runs out, evidence 8, found again.
    totalOutageSeconds: 18.6,
    loadSeconds: 10,
  });
});

test('what is asked for is not waited for, and what is noticed sooner is not asked for', () => {
  expect(promised({ downAfterSeconds: 10 }).rto.processDeathSeconds).toBe(2.6);
  expect(promised({ downAfterSeconds: 0.2 }).rto.processDeathSeconds).toBe(2.4);
});

test('a long down-after, pause or failover timeout each shows where it costs', () => {
  expect(promised({ downAfterSeconds: 5 }).rto.quickRestartSeconds).toBe(9.3);
  expect(promised({ handoverPauseSeconds: 20 }).rto).toMatchObject({ handoverSeconds: 21.6, worstSeconds: 21.6 });
  // Sentinel gives an election up after 10 s at most.
  expect(promised({ failoverTimeoutSeconds: 60 }).rto.totalOutageSeconds).toBe(22.6);
});

test('what may be lost: the lag, and the time a cut-off primary goes on', () => {
  expect(promised()).toMatchObject({
    rpo: { processDeathSeconds: 5, partitionSeconds: 6, handoverSeconds: 0, powerLossSeconds: 2, worstSeconds: 6 },
    dualPrimarySeconds: 5,
  });
  // One replica that must be linked: the lag bounds a cut as well.
  expect(promised({}, 1)).toMatchObject({ rpo: { partitionSeconds: 5, worstSeconds: 5 }, dualPrimarySeconds: 4 });
  expect(promised({ fenceAfterSeconds: 1 }).rpo).toMatchObject({ partitionSeconds: 3, worstSeconds: 5 });
  expect(promised({ downAfterSeconds: 30 }).dualPrimarySeconds).toBe(0);
});
