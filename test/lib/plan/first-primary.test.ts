import { Topology } from '../../../lib/model';
import { firstPrimaryOf, isFirstPrimary, review } from '../../../lib/plan';
import { demoSpec } from './specs';

function firstPrimaries(topology: Topology): string[] {
  const plan = review(demoSpec({ topology }));
  return plan.nodes.filter((node) => isFirstPrimary(plan, node)).map(({ name }) => name);
}

test('the bootstrap node, in a Cluster the first of each shard', () => {
  expect(firstPrimaries(Topology.sentinel())).toEqual(['node-1']);
  expect(firstPrimaries(Topology.replication({ replicas: 3, cascaded: 1 }))).toEqual(['node-1']);
  expect(firstPrimaries(Topology.cluster({ shards: 4, replicas: 2 }))).toEqual(['shard-1-1', 'shard-2-1', 'shard-3-1', 'shard-4-1']);
  expect(firstPrimaries(Topology.cluster({ replicas: 0 }))).toEqual(['shard-1-1', 'shard-2-1', 'shard-3-1']);
});

test('a shard that is not there has none', () => {
  expect(firstPrimaryOf(review(demoSpec({ topology: Topology.cluster() })), 4)).toBeUndefined();
});
