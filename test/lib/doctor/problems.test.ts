import { eligible } from '../../../lib/doctor/obstacles';
import { problemsOf } from '../../../lib/doctor/problems';
import type { DataNodeObservation, Observation, SentinelObservation } from '../../../lib/doctor';
import { doctorPlan, healthy, withNode, withSentinel } from './observed';

const plan = doctorPlan();
const well = healthy(plan);

function ids(observation: Observation): string[] {
  return problemsOf(plan, observation).map(({ id, subject }) => `${id} ${subject}`);
}

test.each<[Partial<DataNodeObservation>, string]>([
  [{ reachable: false, role: 'unknown' }, 'node-unreachable node-2'],
  [{ loading: true }, 'loading node-2'],
  [{ syncing: true, linkUp: false }, 'syncing node-2'],
  [{ linkUp: false }, 'replica-link-down node-2'],
  [{ lagSeconds: 5 }, 'lag node-2'],
  [{ priority: 0 }, 'priority-zero node-2'],
])('a replica with %j is named and not eligible', (changes, problem) => {
  const observation = withNode(well, 'node-2', changes);
  expect(ids(observation)).toEqual([problem]);
  expect(observation.dataNodes.filter((node) => eligible(plan, node)).map((node) => node.node)).toEqual(['node-3']);
});

test.each([
  ['NOPERM this user has no permissions', 'rights'],
  ['WRONGPASS invalid username-password pair', 'password'],
])('a node that refuses (%s) is not silent, and may not be counted on', (refusal, fix) => {
  const replica = withNode(well, 'node-2', { reachable: false, role: 'unknown', refusal });
  expect(problemsOf(plan, replica)).toEqual([
    { id: 'observation-refused', subject: 'node-2', reason: expect.stringContaining(refusal), fix: expect.stringContaining(fix) },
  ]);
  expect(replica.dataNodes.filter((node) => eligible(plan, node)).map((node) => node.node)).toEqual(['node-3']);
  expect(ids(withNode(well, 'node-1', { reachable: false, role: 'unknown', refusal }))).toEqual(['observation-refused node-1']);
  expect(ids(withSentinel(well, 'node-3', { reachable: false, refusal }))).toEqual(['observation-refused node-3']);
});

test('lag within bounds is none', () => {
  expect(ids(withNode(well, 'node-2', { lagSeconds: plan.settings.minReplicasMaxLagSeconds }))).toEqual([]);
});

test.each<[Partial<SentinelObservation>, string[]]>([
  [{ reachable: false }, ['sentinel-unreachable node-3']],
  [{ names: '' }, ['sentinel-blind node-3']],
  [{ names: 'node-2' }, ['sentinel-disagrees node-3']],
  [{ knownSentinels: 2 }, ['sentinel-few-peers node-3']],
  [{ knownSentinels: 4 }, ['sentinel-ghosts node-3']],
  [{ knownReplicas: 1 }, ['sentinel-few-replicas node-3']],
  [{ quorum: 1 }, ['sentinel-quorum node-3']],
  [{ epoch: 2 }, ['epochs-differ deployment']],
])('a Sentinel with %j is named', (changes, problems) => {
  expect(ids(withSentinel(well, 'node-3', changes))).toEqual(problems);
});

test('a node that was not observed is not taken for well', () => {
  expect(ids({ ...well, dataNodes: well.dataNodes.slice(0, 2), sentinels: well.sentinels.slice(0, 2) }))
    .toEqual(['not-observed node-3', 'not-observed node-3']);
});
