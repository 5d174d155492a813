import { RedisCluster } from '../../../constructs/kubernetes';
import { nodeServiceName } from '../../../lib/config';
import { aChart, CLUSTER_OBJECTIVES, deployedCluster } from './charts';

test('a StatefulSet per shard, a Service per node, none that follows a role', () => {
  const { ofKind } = deployedCluster();
  expect(ofKind('StatefulSet').map(({ metadata, spec }) => [metadata.name, spec.replicas])).toEqual(
    [['cache-shard-1', 2], ['cache-shard-2', 2], ['cache-shard-3', 2]]);
  const services = ofKind('Service').map(({ metadata }) => metadata.name);
  expect(services).toEqual(expect.arrayContaining([nodeServiceName('cache', 'shard-1-1'), nodeServiceName('cache', 'shard-3-2'), 'cache-nodes', 'cache-pods']));
  expect(services).not.toContain('cache-primary');
});

test('shards and replicas', () => {
  const { redis, ofKind } = deployedCluster({ shards: 5, replicas: 2 });
  expect(ofKind('StatefulSet').map(({ spec }) => spec.replicas)).toEqual([3, 3, 3, 3, 3]);
  expect(redis.plan.topology).toMatchObject({ kind: 'cluster', shards: 5, replicas: 2 });
});

test('clients begin at any node', () => {
  const { redis, one } = deployedCluster();
  expect(redis.nodesHost).toBe('cache-nodes.shop.svc');
  expect(redis.nodeHosts).toEqual([1, 2, 3].flatMap((shard) => [1, 2].map((member) =>
    `${nodeServiceName('cache', `shard-${shard}-${member}`)}.shop.svc`)));
  expect(one('Service', redis.nodesServiceName).spec.ports.map(({ port }: { port: number }) => port)).toEqual([redis.port]);
});

test.each([
  ['shards', { shards: 2 }],
  ['replicas', { replicas: 2.5 }],
  ['shards', { scheduling: { zones: 2 }, shards: 2 }],
])('%s are refused by their name', (prop, props) => {
  expect(() => new RedisCluster(aChart(), 'Redis', { objectives: CLUSTER_OBJECTIVES, ...props })).toThrow(new RegExp(`^test/Redis: ${prop}`));
});

test.each([1, 2])('a cluster with %s zones gets manifests and a finding', (zones) => {
  const { ofKind, said } = deployedCluster({ scheduling: { zones } });
  expect(ofKind('StatefulSet')).toHaveLength(3);
  expect(said.some((line) => line.includes('scheduling.zones'))).toBe(true);
});
