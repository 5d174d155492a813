import type { RedisSentinelArgs } from '../../../../constructs/pulumi/aws';
import type { Recorded } from '../recorded';
import { sentinel } from './declared';

const SLOWER: Partial<RedisSentinelArgs> = { objectives: { rpo: '5s', rto: '60s' }, overrides: { downAfter: '2s' } };
let told: Recorded;
beforeAll(async () => {
  told = await sentinel({ ...SLOWER, loadBalancer: {} }, {}, (redis) => {
    redis.allowClients('web', 'sg-web');
    return { primary: redis.primaryEndpoint, replicas: redis.replicasEndpoint, group: redis.loadBalancerSecurityGroup!.id };
  });
});

test('it is internal, and every zone leads to the primary', () => {
  expect(told.named('cache-load-balancer-balancer').inputs).toMatchObject({
    internal: true, loadBalancerType: 'network', enableCrossZoneLoadBalancing: true, securityGroups: [told.outputs.group],
  });
  expect(told.outputs).toMatchObject({
    primary: 'cache-load-balancer-balancer.elb.amazonaws.com:6380', replicas: 'cache-load-balancer-balancer.elb.amazonaws.com:6382',
  });
});

test('who is primary the agents say: health checks ask them, and failing nodes lose their connections', () => {
  const { inputs } = told.named('cache-load-balancer-primary-tls-targets');
  expect(inputs).toMatchObject({ targetType: 'ip', healthCheck: { protocol: 'HTTP', path: '/primary' } });
  expect(told.named('cache-load-balancer-replicas-tls-targets').inputs.healthCheck.path).toBe('/replica');
  const targets = told.resources.filter(({ inputs: { targetGroupArn } }) => targetGroupArn?.includes('primary-tls-targets'));
  expect(targets.map(({ inputs: { targetId } }) => targetId).sort()).toEqual(['node-1', 'node-2', 'node-3'].map((node) => `address of cache-${node}-interface`));
});

test('clients reach it on its own ports, and it reaches the nodes on theirs and the agents\'', () => {
  const into = (group: string): any[] => told.ofType('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule')
    .filter(({ inputs }) => inputs.securityGroupId === group)
    .map(({ inputs }) => [inputs.referencedSecurityGroupId, inputs.fromPort]).sort();
  expect(into(told.outputs.group)).toEqual([['sg-web', 6380], ['sg-web', 6382]]);
  const out = told.ofType('aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule')
    .filter(({ inputs }) => inputs.securityGroupId === told.outputs.group).map(({ inputs }) => inputs.fromPort);
  expect(out).toHaveLength(2);
});

test('an objective that it is too slow for is refused', async () => {
  await expect(sentinel({ loadBalancer: {} })).rejects.toThrow(/^cache: loadBalancer: objectives\.rto is 10 s, but a load balancer notices/);
});
