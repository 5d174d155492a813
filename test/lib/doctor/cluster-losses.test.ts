import { diagnose, type Observation } from '../../../lib/doctor';
import { clusterLoss } from '../../../lib/doctor/cluster-losses';
import { lossesOf } from '../../../lib/doctor/losses';
import { Topology } from '../../../lib/model';
import { failedOver, healthy, planOf, withNode } from './observed';

const plan = planOf(Topology.cluster());
const well = healthy(plan);
const unsafe = (observation: Observation): string[] =>
  lossesOf(plan, observation).filter(({ safe }) => !safe).map(({ name }) => name);

test('three shards with a replica each over three domains: any one may go', () => {
  expect(unsafe(well)).toEqual([]);
  expect(diagnose(plan, well)).toMatchObject({ safe: true, primary: 'shard-1-1, shard-2-1, shard-3-1', problems: [] });
  expect(clusterLoss(plan, well, ['shard-1-1']).outcome).toBe('shard 1: shard-1-2 takes over');
});

test('a replica away makes its primary dear, and the domain that primary is in', () => {
  expect(unsafe(withNode(well, 'shard-2-2', { reachable: false, role: 'unknown' }))).toEqual(['shard-2-1', 'zone-2']);
});

test('two primaries in one domain: its loss would end the votes', () => {
  // shard-3-2 is in zone-1, where shard-1-1 is primary too.
  const drifted = failedOver(well, 'shard-3-1', 'shard-3-2');
  expect(clusterLoss(plan, drifted, plan.nodes.filter((node) => node.failureDomain === 'zone-1').map(({ name }) => name)).reasons)
    .toEqual(['1 of 3 primaries would be left, 2 are needed: every shard stops']);
  expect(diagnose(plan, drifted).problems.map(({ id, subject }) => `${id} ${subject}`)).toEqual(['domain-holds-primaries zone-1']);
});

test('without replicas no loss is safe', () => {
  const bare = planOf(Topology.cluster({ replicas: 0 }));
  expect(lossesOf(bare, healthy(bare)).filter(({ kind, safe }) => kind === 'node' && safe)).toEqual([]);
});

test('a primary its shard is not told about does not count', () => {
  const split = withNode(withNode(well, 'shard-1-1', { names: '' }), 'shard-1-2', { names: '' });
  expect(clusterLoss(plan, split, ['shard-2-1']).reasons).toContainEqual(expect.stringContaining('shard 1: nothing serves') as string);
});
