import { sentinelLoss } from '../../../lib/doctor/sentinel-losses';
import { doctorPlan, healthy, withNode, withSentinel } from './observed';

const plan = doctorPlan();
const well = healthy(plan);
const reasons = (observation = well, lost = ['node-1'], of = plan): string[] => sentinelLoss(of, observation, lost).reasons;

test('any single node of a whole deployment may go', () => {
  expect(sentinelLoss(plan, well, ['node-1'])).toEqual({ reasons: [], outcome: 'node-2 or node-3 takes over' });
  expect(sentinelLoss(plan, well, ['node-2'])).toEqual({ reasons: [], outcome: 'node-1 keeps serving' });
});

test('two are too many: no majority elects, and the new primary would be alone', () => {
  expect(sentinelLoss(plan, well, ['node-1', 'node-2'])).toEqual({
    outcome: 'node-3 takes over',
    reasons: ['1 of 3 Sentinels would be left, 2 are needed for a failover',
      'the new primary would have 0 replicas and refuse writes (min-replicas-to-write 1)'],
  });
});

test('without the replicas the primary is left, which stops', () => {
  expect(sentinelLoss(plan, well, ['node-2', 'node-3'])).toEqual({
    outcome: 'node-1 keeps serving',
    reasons: [`1 of 3 Sentinels would be left, no majority, so the primary stops writes after ${plan.settings.fenceAfterSeconds + 2} s`,
      '0 replicas in bounds would be left and the primary refuses writes (min-replicas-to-write 1)'],
  });
});

test('nobody takes over when no replica can be promoted', () => {
  const lame = withNode(withNode(well, 'node-2', { priority: 0 }), 'node-3', { syncing: true });
  expect(sentinelLoss(plan, lame, ['node-1'])).toEqual({ outcome: 'nobody takes over', reasons: ['no replica would be left that can be promoted'] });
});

test('a replica out of bounds does not count for the writes of the next primary', () => {
  const lame = withNode(well, 'node-3', { lagSeconds: 600 });
  expect(sentinelLoss(plan, lame, ['node-1'])).toEqual({
    outcome: 'node-2 takes over', reasons: ['the new primary would have 0 replicas and refuse writes (min-replicas-to-write 1)'],
  });
});

test('a Sentinel that names another one has no vote for this primary; ghosts raise what is needed', () => {
  expect(reasons(withSentinel(well, 'node-3', { names: 'node-2' }))).toEqual(['1 of 3 Sentinels would be left, 2 are needed for a failover']);
  expect(reasons(withSentinel(well, 'node-3', { knownSentinels: 5 }))).toEqual(['2 of 3 Sentinels would be left, 3 are needed for a failover']);
  const cautious = doctorPlan({ sentinels: 5, replicas: 4, quorum: 4 });
  expect(reasons(healthy(cautious), ['node-1', 'node-2'], cautious)).toEqual(['3 of 5 Sentinels would be left, 4 are needed for a failover']);
});

test('what does not serve now is not made safe by what would be left', () => {
  expect(reasons(withNode(well, 'node-1', { reachable: false }), ['node-2'])).toContain('nothing serves even before the loss');
  expect(reasons(withNode(well, 'node-1', { role: 'replica' }), ['node-2'])).toContain('nothing serves even before the loss');
  expect(reasons(withNode(well, 'node-1', { reachable: false, refusal: 'NOPERM' }), ['node-2']))
    .toEqual(['whether node-1 serves cannot be observed']);
});

test('where no majority names a primary, "the primary" is spoken of', () => {
  const split = withSentinel(withSentinel(well, 'node-2', { names: 'node-2' }), 'node-3', { reachable: false });
  expect(sentinelLoss(plan, split, ['node-3'])).toMatchObject({ outcome: 'the primary keeps serving' });
  expect(reasons(split, ['node-3'])[0]).toBe('nothing serves even before the loss');
});
