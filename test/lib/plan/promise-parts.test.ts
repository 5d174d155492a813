import { deriveSettings } from '../../../lib/plan/settings';
import { loadSeconds, lossBounds, powerLossSeconds, seconds } from '../../../lib/plan/promise-parts';
import { demoSpec } from './specs';

const { settings } = deriveSettings(demoSpec());

test('rounded up to the millisecond, and never -0', () => {
  expect([1.0001, 2].map(seconds)).toEqual([1.001, 2]);
  expect(Object.is(seconds(-0), 0)).toBe(true);
});

test('a data set of 874 MB is not loaded faster than its RDB alone was', () => {
  expect(loadSeconds({ ...settings, maxMemoryBytes: 874e6 })).toBeGreaterThan(5.3);
});

test('a cut is bounded by the lag only where every replica counts', () => {
  const strict = { ...settings, minReplicasToWrite: 1, minReplicasMaxLagSeconds: 2 };
  expect(lossBounds(strict, 1, 8)).toEqual({ lag: 3, cutOff: 3 });
  expect(lossBounds(strict, 2, 8)).toEqual({ lag: 3, cutOff: 8 });
  expect(lossBounds({ ...strict, minReplicasToWrite: 0 }, 1, 2)).toEqual({ lag: 3, cutOff: 2 });
});

test('a power loss costs what was not forced to disk', () => {
  expect(powerLossSeconds({ ...settings, appendfsync: 'always' })).toBe(0);
  expect(powerLossSeconds({ ...settings, appendfsync: 'everysec' })).toBe(2);
});
