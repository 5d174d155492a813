import * as pulumi from '@pulumi/pulumi';
import {
  BackupBucket, BackupSchedule, BackupSource, RedisCluster, RedisReplication, RedisSentinel, type RedisSentinelAttributes,
} from '../../../../constructs/pulumi/aws';
import type { Recorded } from '../recorded';
import { onAws, statementsOf } from './backups';

/** As another program's stack exports them. */
const exported = <T>(value: T): pulumi.Output<T> => pulumi.output(value) as pulumi.Output<T>;
const attributes = (more: Partial<RedisSentinelAttributes> = {}): RedisSentinelAttributes => ({
  deploymentName: 'orders', nodeEndpoints: exported(['10.0.0.1:6380', '10.0.1.1:6380']), sentinelEndpoints: exported(['10.0.0.1:26380']),
  securityGroup: { id: exported('sg-nodes') }, appSecret: { arn: exported('arn:app'), kmsKeyId: exported('arn:key') },
  tls: { caSecretArn: exported('arn:ca') }, ...more,
});

describe('a Sentinel deployment of another program', () => {
  let told: Recorded;
  beforeAll(async () => {
    told = await onAws(() => {
      const redis = RedisSentinel.fromRedisSentinelAttributes('orders', attributes({
        primaryEndpoint: 'lb:6380', replicasEndpoint: 'lb:6382', loadBalancerSecurityGroup: { id: 'sg-balancer' },
      }));
      redis.allowClients('web', 'sg-web');
      redis.grantConnect('web', 'web-role');
      return { master: redis.masterName, server: redis.tls!.serverName, metric: redis.metricReadyNodes() };
    });
  });

  test('is no resource: rules and grants of this program are all there is', () => {
    expect([...new Set(told.resources.map(({ type }) => type))].sort())
      .toEqual(['aws:iam/rolePolicy:RolePolicy', 'aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule']);
    expect(told.outputs).toMatchObject({ master: 'orders', server: 'orders.redis-ha', metric: { dimensions: { Deployment: 'orders' } } });
  });

  test('lets clients in to data nodes, Sentinels and load balancer, by names that tell them apart', () => {
    const rules = told.ofType('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule').map(({ name, inputs }) =>
      [name, inputs.securityGroupId, inputs.referencedSecurityGroupId, inputs.fromPort, inputs.toPort]);
    expect(rules.sort()).toEqual([
      ['orders-clients-web-26380', 'sg-nodes', 'sg-web', 26380, 26380],
      ['orders-clients-web-6380', 'sg-nodes', 'sg-web', 6380, 6380],
      ['orders-load-balancer-clients-web-6380', 'sg-balancer', 'sg-web', 6380, 6380],
      ['orders-load-balancer-clients-web-6382', 'sg-balancer', 'sg-web', 6382, 6382],
    ]);
  });

  test('grants the password, what is to be trusted and their key, and nothing else', () => {
    const { inputs } = told.named('orders-connect-web');
    expect(inputs.role).toBe('web-role');
    expect(statementsOf(inputs.policy).map(({ Action, Resource }) => [Action, Resource])).toEqual([
      [['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], ['arn:app', 'arn:ca']], [['kms:Decrypt'], ['arn:key']],
    ]);
  });
});

test('ports and shards are the topology\'s, in plaintext and with TLS', async () => {
  const { outputs } = await onAws(() => {
    const plain = RedisReplication.fromRedisReplicationAttributes('a', { ...attributes(), tls: undefined });
    const cluster = RedisCluster.fromRedisClusterAttributes('b', { ...attributes(), shards: 4 });
    return { plain: plain.port, tls: plain.tls ?? 'none', cluster: cluster.port, shards: cluster.shards };
  });
  expect(outputs).toEqual({ plain: 6379, tls: 'none', cluster: 6380, shards: 4 });
});

test('is backed up by this program, once the secret of its user is told', async () => {
  const scheduled = (more: Partial<RedisSentinelAttributes>): Promise<Recorded> => onAws(() => {
    const redis = RedisSentinel.fromRedisSentinelAttributes('orders', attributes(more));
    new BackupSchedule('backups', {
      source: BackupSource.deployment(redis), bucket: new BackupBucket('bucket'), vpcId: 'vpc-1', subnetIds: ['subnet-1'],
    });
  });
  await expect(scheduled({})).rejects.toThrow(/^backups: source: the deployment orders was imported without the secret of its user `backup`/);
  const told = await scheduled({ backupSecret: { arn: exported('arn:backup') }, maxMemory: '1GiB' });
  expect(JSON.parse(told.named('backups-function').inputs.environment.variables.REDIS_HA_BACKUP)).toMatchObject({
    deployment: 'orders', nodes: ['10.0.0.1:6380', '10.0.1.1:6380'], secretId: 'arn:backup', tls: true, tlsSecretId: 'arn:ca',
  });
});

test('a name that is an output is refused', () => {
  expect(() => RedisSentinel.fromRedisSentinelAttributes('orders', attributes({ deploymentName: exported('orders') as never })))
    .toThrow(/^orders: deploymentName: is an output/);
});
