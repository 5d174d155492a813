import { answer, outputsOf } from '../constructs/pulumi/aws/declared';
import { packedPlugin, type PackedPlugin } from './packed';
import { startPlugin, type RunningPlugin } from './provider';

jest.setTimeout(120_000);

const AWS = { vpcId: 'vpc-1', subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'], objectives: { rpo: '5s', rto: '10s' } };
let packed: PackedPlugin | undefined;
let plugin: RunningPlugin;
beforeAll(async () => {
  packed = packedPlugin();
  plugin = await startPlugin(packed.folder, answer, outputsOf);
}, 300_000);
afterAll(async () => {
  await plugin?.end();
  packed?.remove();
});

test('other languages are shown every component, with the inputs it must and may have', async () => {
  const { name, resources } = await plugin.schema();
  expect(name).toBe('redis-ha');
  expect(Object.keys(resources).sort()).toEqual(['Aws', 'Kubernetes'].flatMap((platform) =>
    ['RedisCluster', 'RedisReplication', 'RedisSentinel'].map((topology) => `redis-ha:index:${platform}${topology}`)));
  const { inputProperties, requiredInputs, properties, isComponent } = resources['redis-ha:index:AwsRedisSentinel'];
  expect(isComponent).toBe(true);
  expect(requiredInputs.sort()).toEqual(['objectives', 'subnetIds', 'vpcId']);
  expect(inputProperties).toMatchObject({
    vpcId: { type: 'string' }, subnetIds: { type: 'array', items: { type: 'string' } }, replicas: { type: 'number', plain: true },
    objectives: { $ref: '#/types/redis-ha:index:Objectives', plain: true },
  });
  expect(Object.keys(properties).sort())
    .toEqual(['appSecretArn', 'deploymentName', 'masterName', 'nodeEndpoints', 'securityGroupId', 'sentinelEndpoints']);
});

test('a deployment on AWS is made with everything below it, and its outputs come back', async () => {
  const { urn, outputs } = await plugin.construct('redis-ha:index:AwsRedisSentinel', 'cache', { ...AWS, deploymentName: 'cache' });
  expect(urn).toMatch(/::redis-ha:index:AwsRedisSentinel::cache$/);
  expect(outputs).toMatchObject({ deploymentName: 'cache', masterName: 'cache', appSecretArn: expect.stringContaining('cache-users-app') });
  expect(outputs.nodeEndpoints).toHaveLength(3);
  const made = plugin.asked.map(({ type, parent }) => [type, parent]);
  expect(made).toContainEqual(['redis-ha-constructs:aws:RedisSentinel', 'cache']);
  expect(made.filter(([type]) => type === 'aws:autoscaling/group:Group')).toHaveLength(3);
});

test('a deployment on Kubernetes is, too', async () => {
  const { outputs } = await plugin.construct('redis-ha:index:KubernetesRedisReplication', 'orders', {
    objectives: { rpo: '5s', rto: '5m' }, namespace: 'redis', deploymentName: 'orders',
  });
  expect(outputs).toMatchObject({ deploymentName: 'orders', primaryHost: expect.stringContaining('orders') });
});

test('what cannot be is refused: another type, and objectives that nothing keeps', async () => {
  await expect(plugin.construct('redis-ha:aws:RedisSentinel', 'x', {})).rejects.toThrow(/redis-ha:aws:RedisSentinel|Invalid resource type/);
  await expect(plugin.construct('redis-ha:index:AwsRedisSentinel', 'y', { ...AWS, objectives: { rpo: '1s', rto: '10s' } }))
    .rejects.toThrow(/y: .*objectives\.rpo: 1 s is tighter/s);
});
