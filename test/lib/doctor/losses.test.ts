import { lossesOf } from '../../../lib/doctor/losses';
import type { Observation } from '../../../lib/doctor';
import { doctorPlan, healthy, withNode, withSentinel } from './observed';

const plan = doctorPlan();
const well = healthy(plan);

function unsafe(observation: Observation): string[] {
  return lossesOf(plan, observation).filter((loss) => !loss.safe && loss.kind === 'node').map((loss) => `${loss.name}: ${loss.reasons.join('; ')}`);
}

test('one replica down: the primary and the other replica have become dear', () => {
  expect(unsafe(withNode(well, 'node-3', { reachable: false, role: 'unknown' }))).toEqual([
    'node-1: the new primary would have 0 replicas and refuse writes (min-replicas-to-write 1)',
    'node-2: 0 replicas in bounds would be left and the primary refuses writes (min-replicas-to-write 1)',
  ]);
});

test('both replicas copying: nobody could take over', () => {
  const copying = withNode(withNode(well, 'node-2', { syncing: true, linkUp: false }), 'node-3', { syncing: true, linkUp: false });
  expect(unsafe(copying)[0]).toBe('node-1: no replica would be left that can be promoted');
});

test('one Sentinel down: no other may go, and without a majority the primary stops', () => {
  expect(unsafe(withSentinel(well, 'node-3', { reachable: false }))).toEqual([
    'node-1: 1 of 3 Sentinels would be left, 2 are needed for a failover',
    'node-2: 1 of 3 Sentinels would be left, no majority, so the primary stops writes after 5 s',
  ]);
});

test('a Sentinel that names somebody else does not vote for this primary', () => {
  expect(unsafe(withSentinel(well, 'node-3', { names: 'node-2' })).map((line) => line.split(':')[0])).toEqual(['node-1', 'node-2']);
});

test('ghosts raise the majority Sentinels ask for', () => {
  expect(unsafe(withSentinel(well, 'node-2', { knownSentinels: 5 })))
    .toEqual(['node-1: 2 of 3 Sentinels would be left, 3 are needed for a failover']);
  // The one that is lost takes its ghosts along.
  expect(unsafe(withSentinel(well, 'node-1', { knownSentinels: 5 }))).toEqual([]);
});

test('a primary that refuses to be observed is not taken for serving, nor for dead', () => {
  const reasons = lossesOf(plan, withNode(well, 'node-1', { reachable: false, role: 'unknown', refusal: 'NOPERM' })).map((loss) => loss.reasons[0]);
  expect(new Set(reasons)).toEqual(new Set(['whether node-1 serves cannot be observed']));
});
