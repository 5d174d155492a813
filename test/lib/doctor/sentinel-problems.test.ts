import type { Observation } from '../../../lib/doctor';
import { sentinelProblems } from '../../../lib/doctor/sentinel-problems';
import { doctorPlan, healthy, withNode, withSentinel } from './observed';

const plan = doctorPlan();
const well = healthy(plan);
const found = (observation: Observation): string[] => sentinelProblems(plan, observation).map(({ id, subject }) => `${id} ${subject}`);
const reason = (observation: Observation): string => sentinelProblems(plan, observation)[0]!.reason;

test('as planned there is none', () => {
  expect(sentinelProblems(plan, well)).toEqual([]);
});

test.each<[string, Observation, string[]]>([
  ['the named one is silent', withNode(well, 'node-1', { reachable: false }), ['primary-not-serving node-1']],
  ['the named one is a replica', withNode(well, 'node-1', { role: 'replica' }), ['primary-not-serving node-1']],
  ['the named one only refuses to tell', withNode(well, 'node-1', { reachable: false, refusal: 'NOPERM' }), []],
  ['another primary', withNode(well, 'node-2', { role: 'primary' }), ['second-primary node-2']],
  ['one that was primary and is silent', withNode(well, 'node-2', { role: 'primary', reachable: false }), []],
  ['a fenced primary', withNode(well, 'node-1', { minReplicas: 99 }), ['fenced node-1']],
  ['a primary that asks for no more than planned', withNode(well, 'node-1', { minReplicas: plan.settings.minReplicasToWrite }), []],
  ['a silent Sentinel', withSentinel(well, 'node-2', { reachable: false }), ['sentinel-unreachable node-2']],
  ['a Sentinel that refuses', withSentinel(well, 'node-2', { reachable: false, refusal: 'WRONGPASS' }), ['observation-refused node-2']],
  // Whatever else it says then means nothing.
  ['one that watches nothing', withSentinel(well, 'node-2', { names: '', knownSentinels: 1, knownReplicas: 0, epoch: -1 }),
    ['sentinel-blind node-2']],
  ['one of another opinion', withSentinel(well, 'node-2', { names: 'node-3' }), ['sentinel-disagrees node-2']],
  ['too few peers', withSentinel(well, 'node-2', { knownSentinels: 2 }), ['sentinel-few-peers node-2']],
  ['ghosts', withSentinel(well, 'node-2', { knownSentinels: 4 }), ['sentinel-ghosts node-2']],
  ['too few replicas', withSentinel(well, 'node-2', { knownReplicas: 1 }), ['sentinel-few-replicas node-2']],
  ['another quorum', withSentinel(well, 'node-2', { quorum: 1 }), ['sentinel-quorum node-2']],
  ['a failover', withSentinel(well, 'node-2', { failingOver: true }), ['failing-over node-2']],
  ['another epoch', withSentinel(well, 'node-2', { epoch: 0 }), ['epochs-differ deployment']],
])('%s', (_, observation, problems) => {
  expect(found(observation)).toEqual(problems);
});

test('without a majority the way back is the Sentinels, and nobody is said to disagree with it', () => {
  const split = withSentinel(withSentinel(well, 'node-2', { names: 'node-2' }), 'node-3', { names: 'node-3' });
  expect(found(split)).toEqual(['no-majority deployment', 'second-primary node-1']);
  expect(sentinelProblems(plan, split)[0]!.fix).toContain('until 2 of 3 answer and agree');
  expect(sentinelProblems(plan, split)[1]!.reason).toBe('is primary without a Sentinel majority behind it');
});

test('reasons say who and how many', () => {
  expect(reason(withNode(well, 'node-2', { role: 'primary' }))).toContain('(that names node-1)');
  expect(reason(withSentinel(well, 'node-2', { names: 'node-3' }))).toBe('its Sentinel names node-3, the majority node-1');
  expect(reason(withSentinel(well, 'node-2', { knownSentinels: 4 }))).toContain('counts 4 Sentinels, 3 are configured');
  expect(reason(withSentinel(withSentinel(well, 'node-2', { epoch: 10 }), 'node-3', { epoch: 9 }))).toBe('Sentinels are at epochs 1, 9, 10');
});
