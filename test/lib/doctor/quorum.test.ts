import { majorityOf, namedPrimary, votesNeeded } from '../../../lib/doctor/quorum';
import { doctorPlan, healthy, withSentinel } from './observed';

test('a majority of the configured Sentinels decides, not of those that answer', () => {
  const plan = doctorPlan();
  const one = withSentinel(healthy(plan), 'node-1', { reachable: false });
  expect(namedPrimary(plan, one)).toBe('node-1');
  expect(namedPrimary(plan, withSentinel(one, 'node-2', { reachable: false }))).toBe('');
  expect(namedPrimary(plan, withSentinel(one, 'node-2', { names: 'node-3' }))).toBe('');
});

test('a raised quorum needs more than a majority', () => {
  const plan = doctorPlan({ sentinels: 5, quorum: 4 });
  expect([majorityOf(plan), votesNeeded(plan, healthy(plan))]).toEqual([3, 4]);
});
