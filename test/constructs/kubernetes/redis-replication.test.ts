import { RedisReplication } from '../../../constructs/kubernetes';
import { aChart, containersOf, deployedReplication, REPLICATION_OBJECTIVES } from './charts';

test('two pods without Sentinels, behind Services that follow the roles', () => {
  const { redis, one, ofKind } = deployedReplication();
  expect(one('StatefulSet', 'cache-node').spec.replicas).toBe(2);
  expect(containersOf(one('StatefulSet', 'cache-node')).map(({ name }) => name)).not.toContain('sentinel');
  expect(one('Service', redis.primaryServiceName).spec.selector).not.toEqual(one('Service', redis.replicasServiceName).spec.selector);
  expect(ofKind('Service').map(({ metadata }) => metadata.name)).not.toContain('cache-sentinels');
});

test('replicas of replicas', () => {
  const { redis } = deployedReplication({ replicas: 3, cascaded: 1 });
  expect(redis.plan.topology).toMatchObject({ kind: 'replication', replicas: 3, cascaded: 1 });
  expect(redis.nodeHosts).toHaveLength(4);
});

test('errors name the prop', () => {
  expect(() => new RedisReplication(aChart(), 'Redis', { objectives: REPLICATION_OBJECTIVES, replicas: 2, cascaded: 2 }))
    .toThrow(/^test\/Redis: cascaded/);
});
