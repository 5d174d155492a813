import type { ClusterObservation, Observation } from '../../../lib/doctor';
import { clusterProblems } from '../../../lib/doctor/cluster-problems';
import { Topology } from '../../../lib/model';
import { healthy, planOf, withNode } from './observed';

const plan = planOf(Topology.cluster());
const well = healthy(plan);
const ids = (observation: Observation): string[] => clusterProblems(plan, observation).map(({ id, subject }) => `${id} ${subject}`);
const member = well.dataNodes[0]!.cluster!;

test('nothing is wrong with a Cluster as planned', () => {
  expect(ids(well)).toEqual([]);
});

test.each<[Partial<ClusterObservation>, string]>([
  [{ ok: false }, 'cluster-down'],
  [{ slotsAssigned: 16383 }, 'slots-uncovered'],
  [{ failing: ['shard-2-1'] }, 'calls-failing'],
  [{ missing: ['shard-2-1'] }, 'members-unknown'],
  [{ strangers: ['abc (handshake)'] }, 'strangers'],
  [{ moving: 2 }, 'slots-moving'],
])('a member that says %j', (changes, id) => {
  expect(ids(withNode(well, 'shard-1-1', { cluster: { ...member, ...changes } }))).toEqual([`${id} shard-1-1`]);
});

test('a member that does not tell', () => {
  const { cluster: _, ...silent } = well.dataNodes[1]!;
  const observation = { ...well, dataNodes: well.dataNodes.map((node) => (node.node === 'shard-1-2' ? silent : node)) };
  expect(ids(observation)).toEqual(['cluster-silent shard-1-2']);
});

test('two that claim the same slots', () => {
  const second = withNode(well, 'shard-1-2', { role: 'primary', cluster: { ...member, replicates: '' } });
  expect(ids(second)).toContain('second-primary shard 1');
});

test('a shard whose primary is down, and one whose writes are stopped', () => {
  expect(ids(withNode(well, 'shard-1-1', { reachable: false, role: 'unknown' }))).toContain('primary-not-serving shard 1');
  expect(ids(withNode(well, 'shard-1-1', { minReplicas: 16384 }))).toEqual(['fenced shard-1-1']);
});
