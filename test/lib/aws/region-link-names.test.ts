import { activeName, regionNames } from '../../../lib/aws';
import { Engine, RegionStrategy, Topology } from '../../../lib/model';
import { plan, type DeploymentPlan } from '../../../lib/plan';
import { twoRegions } from './regions';

const namesOf = (declared: DeploymentPlan): Record<string, string[]> =>
  Object.fromEntries(regionNames(declared).map(({ name, nodes }) => [name, nodes]));
const [HOME, OTHER] = [1, 2].map((region) => [1, 2, 3].map((node) => `${region === 1 ? '' : 'r2-'}node-${node}`));

test('every node of both regions by its name in the plan, and each region by its Sentinels', () => {
  expect(namesOf(twoRegions())).toEqual({
    ...Object.fromEntries([...HOME!, ...OTHER!].map((node) => [node, [node]])), 'region-1': HOME, 'region-2': OTHER,
  });
});

test('where there are no Sentinels, clients begin at data nodes', () => {
  const replication = plan({
    name: 'orders', engine: Engine.REDIS_8_0, topology: Topology.replication({ replicas: 1 }), objectives: { rpoSeconds: 5, rtoSeconds: 300 },
    failureDomains: 2,
    replicaRegion: { strategy: RegionStrategy.PILOT_LIGHT, failureDomains: 2, objectives: { rpoSeconds: 60, rtoSeconds: 3600 } },
  });
  expect(namesOf(replication)).toMatchObject({ 'region-1': ['node-1', 'node-2'], 'region-2': ['r2-node-1', 'r2-node-2'] });
});

test('the name that clients begin at leads home until somebody promotes the other region', () => {
  expect(activeName('orders.redis-ha.internal')).toEqual({ name: 'active', target: 'region-1.orders.redis-ha.internal', ttlSeconds: 60 });
});
