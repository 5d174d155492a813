import type { Observation } from '../../../lib/doctor';
import { replicationProblems } from '../../../lib/doctor/replication-problems';
import { Topology } from '../../../lib/model';
import { healthy, planOf, withNode } from './observed';

const plan = planOf(Topology.replication({ replicas: 2 }));
const well = healthy(plan);
const ids = (observation: Observation): string[] => replicationProblems(plan, observation).map(({ id, subject }) => `${id} ${subject}`);

test('as planned', () => {
  expect(ids(well)).toEqual([]);
});

test('a named primary that is down, one whose writes are stopped, and a second one', () => {
  expect(ids(withNode(well, 'node-1', { reachable: false, role: 'unknown' }))).toEqual(['primary-not-serving node-1']);
  expect(ids(withNode(well, 'node-1', { minReplicas: 16384 }))).toEqual(['fenced node-1']);
  expect(ids(withNode(well, 'node-2', { role: 'primary' }))).toEqual(['second-primary node-2']);
});

test('one that refuses to be observed is not called down', () => {
  expect(ids(withNode(well, 'node-1', { reachable: false, role: 'unknown', refusal: 'NOPERM' }))).toEqual([]);
});

test('nobody is named', () => {
  const unnamed = ['node-1', 'node-2', 'node-3'].reduce((seen, node) => withNode(seen, node, { names: '' }), well);
  expect(ids(unnamed)).toEqual(['no-primary-named the deployment', 'second-primary node-1']);
});
