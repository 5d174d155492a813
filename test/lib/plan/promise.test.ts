import { promiseOf } from '../../../lib/plan/promise';
import { deriveSettings } from '../../../lib/plan/settings';
import type { Settings } from '../../../lib/model';
import { demoSpec } from './specs';

const base = deriveSettings(demoSpec()).settings;

function promised(changes: Partial<Settings>, replicas = 2) {
  return promiseOf({ ...base, ...changes }, replicas);
}

test('a restart just before detection costs both waits', () => {
  expect(promised({ downAfterSeconds: 5, rebootDownAfterSeconds: 7 }).rto.quickRestartSeconds).toBeCloseTo(5 + 7 + 2.8);
  const rarelyAsked = promised({ downAfterSeconds: 0.5, rebootDownAfterSeconds: 0.5, infoPeriodSeconds: 10 });
  expect(rarelyAsked.rto.quickRestartSeconds).toBeCloseTo(13.3);
});

test('a hang is noticed later than a death, and the worst is the longest', () => {
  const { rto } = promised({});
  expect(rto.hangSeconds).toBeGreaterThan(rto.processDeathSeconds);
  expect(rto.worstSeconds).toBe(Math.max(rto.processDeathSeconds, rto.hangSeconds, rto.quickRestartSeconds, rto.handoverSeconds));
});

test('a second attempt waits twice the failover timeout', () => {
  const short = promised({ failoverTimeoutSeconds: 5 }).rto.secondAttemptSeconds;
  expect(promised({ failoverTimeoutSeconds: 15 }).rto.secondAttemptSeconds - short).toBeCloseTo(20);
});

test('a handover may use up its pause', () => {
  expect(promised({ handoverPauseSeconds: 4 }).rto.handoverSeconds).toBeCloseTo(5.6);
});

test('with a replica to spare only the fence bounds a split; without one the lag does too', () => {
  const settings = { minReplicasToWrite: 1, minReplicasMaxLagSeconds: 2, fenceAfterSeconds: 8 };
  expect(promised(settings, 2).rpo.partitionSeconds).toBe(10);
  expect(promised(settings, 1).rpo.partitionSeconds).toBe(3);
  expect(promised({ ...settings, minReplicasToWrite: 0 }, 1).rpo.partitionSeconds).toBe(10);
});

test('fsync always costs nothing at a power loss, every second up to two seconds', () => {
  expect(promised({ appendfsync: 'always' }).rpo.powerLossSeconds).toBe(0);
  expect(promised({ appendfsync: 'everysec' }).rpo.powerLossSeconds).toBe(2);
});

test('two primaries overlap from detection until the fence, never for less than nothing', () => {
  expect(promised({ downAfterSeconds: 1, fenceAfterSeconds: 3 }).dualPrimarySeconds).toBe(4);
  expect(Object.is(promised({ downAfterSeconds: 30 }).dualPrimarySeconds, 0)).toBe(true);
});
