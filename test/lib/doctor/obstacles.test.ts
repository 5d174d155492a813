import type { DataNodeObservation } from '../../../lib/doctor';
import { eligible, obstacles } from '../../../lib/doctor/obstacles';
import { Topology } from '../../../lib/model';
import { doctorPlan, healthy, planOf } from './observed';

const cluster = planOf(Topology.cluster());
const replica = (changes: Partial<DataNodeObservation>): DataNodeObservation =>
  ({ ...healthy(cluster).dataNodes[1]!, ...changes });

test('a replica of a Cluster that was told not to lead, or that is still fenced, is nobody to count on', () => {
  expect(eligible(cluster, replica({}))).toBe(true);
  expect(obstacles(cluster, replica({ priority: 0 })).map(({ id }) => id)).toEqual(['priority-zero']);
  expect(obstacles(cluster, replica({ minReplicas: 16384 })).map(({ id }) => id)).toEqual(['replica-fenced']);
  expect(eligible(cluster, replica({ priority: 0 }))).toBe(false);
});

test('a Sentinel promotes no replica of priority 0; plain replication asks no such thing', () => {
  const zero = { ...healthy(doctorPlan()).dataNodes[1]!, priority: 0 };
  expect(obstacles(doctorPlan(), zero).map(({ id }) => id)).toEqual(['priority-zero']);
  expect(obstacles(planOf(Topology.replication()), zero)).toEqual([]);
});
