import { dataSetsOf, servingPrimary, toldPrimary } from '../../../lib/doctor/data-sets';
import { Topology } from '../../../lib/model';
import { healthy, planOf, withNode } from './observed';

test('one data set, or one per shard', () => {
  expect(dataSetsOf(planOf(Topology.replication()))).toEqual([{ title: 'the deployment', nodes: ['node-1', 'node-2'] }]);
  expect(dataSetsOf(planOf(Topology.cluster())).map(({ title, nodes }) => `${title}: ${nodes.join(' ')}`))
    .toEqual(['shard 1: shard-1-1 shard-1-2', 'shard 2: shard-2-1 shard-2-2', 'shard 3: shard-3-1 shard-3-2']);
});

test('more than half of the agents that answer decide who is named', () => {
  const well = healthy(planOf(Topology.replication({ replicas: 2 })));
  expect(toldPrimary(well.dataNodes)).toBe('node-1');
  expect(toldPrimary(withNode(well, 'node-2', { names: 'node-2' }).dataNodes)).toBe('node-1');
  expect(toldPrimary(withNode(withNode(well, 'node-2', { names: 'node-2' }), 'node-3', { names: '' }).dataNodes)).toBe('');
  expect(toldPrimary(withNode(withNode(well, 'node-2', { names: 'node-2' }), 'node-3', { agentState: 'unreachable', names: '' }).dataNodes)).toBe('');
});

test('a node that is named and is no primary does not serve', () => {
  const well = healthy(planOf(Topology.replication()));
  expect(servingPrimary(well.dataNodes)?.node).toBe('node-1');
  expect(servingPrimary(withNode(well, 'node-1', { role: 'replica' }).dataNodes)).toBeUndefined();
});
