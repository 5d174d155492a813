import { Aws, Size, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { BackupBucket, BackupSchedule, BackupSource, RedisCluster, RedisSentinel, type ExistingRedis } from '../../../constructs/aws';
import { existing, scheduled } from './backups';
import { anApp, aVpc, CLUSTER_OBJECTIVES, flat, IMAGE, OBJECTIVES } from './stacks';

describe('a deployment of this library', () => {
  test('brings its addresses, its user, its secret and its size along', () => {
    const { one, stack } = scheduled({ dataSetSize: undefined }, (scope) => BackupSource.deployment(
      new RedisSentinel(scope, 'Redis', {
        vpc: scope.node.findChild('Vpc') as unknown as ec2.IVpc, objectives: OBJECTIVES, image: IMAGE, deploymentName: 'cache',
      })));
    const told = JSON.parse(flat(one('AWS::Lambda::Function', 'Backups/Backups').Properties.Environment.Variables.REDIS_HA_BACKUP));
    expect(told).toMatchObject({ deployment: 'cache', username: 'backup', secretId: expect.stringMatching(/^<RedisFleetUsersBackup/) });
    expect(told.nodes).toEqual([1, 2, 3].map((node) => expect.stringMatching(new RegExp(`^<RedisFleetNode${node}Interface.*:6380$`))));
    expect(stack.node.findAll().length).toBeGreaterThan(0);
  });

  test('of another stack: the rules are in the stack of the schedule, which depends on the other and not the other way round', () => {
    const app = anApp();
    const env = { account: '123456789012', region: 'eu-central-1' };
    const redisStack = new Stack(app, 'Redis', { env });
    const redis = new RedisCluster(redisStack, 'Redis', { vpc: aVpc(redisStack), objectives: CLUSTER_OBJECTIVES, image: IMAGE });
    const stack = new Stack(app, 'Test', { env });
    const { template, one } = scheduled({ dataSetSize: undefined }, () => BackupSource.deployment(redis), stack);
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 1);
    expect(flat(one('AWS::Lambda::Function', 'Backups/Backups').Properties.Environment.Variables.REDIS_HA_BACKUP)).toContain('"parallel":3');
    expect(redisStack.dependencies).toEqual([]);
  });

  test('imported without the secret of the user `backup`: an error that says what to give', () => {
    expect(() => scheduled({}, (stack) => BackupSource.deployment(RedisSentinel.fromRedisSentinelAttributes(stack, 'Imported', {
      deploymentName: 'cache', nodeEndpoints: ['10.0.0.1:6379'], sentinelEndpoints: [], securityGroups: [],
      appSecret: secretsmanager.Secret.fromSecretNameV2(stack, 'App', 'app'),
    })))).toThrow(/source: the deployment Test\/Imported was imported without the secret of its user `backup`; give backupSecret/);
  });
});

describe('way out', () => {
  const isolated = (endpoints: boolean): Stack => {
    const stack = new Stack(anApp(), 'Test');
    const vpc = new ec2.Vpc(stack, 'Vpc', {
      natGateways: 0, subnetConfiguration: [{ name: 'isolated', subnetType: ec2.SubnetType.PRIVATE_ISOLATED }],
    });
    scheduledIn(stack, vpc, endpoints);
    return stack;
  };
  function scheduledIn(stack: Stack, vpc: ec2.Vpc, endpoints: boolean): void {
    new BackupSchedule(stack, 'Backups', {
      source: existing(stack), bucket: new BackupBucket(stack, 'Bucket'), vpc, dataSetSize: Size.gibibytes(1),
      vpcSubnets: { subnetType: ec2.SubnetType.PRIVATE_ISOLATED },
    });
    if (endpoints) {
      vpc.addGatewayEndpoint('S3', { service: ec2.GatewayVpcEndpointAwsService.S3 });
      vpc.addInterfaceEndpoint('Secrets', { service: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER });
    }
  }

  test('subnets with neither NAT nor the two endpoints are refused', () => {
    expect(() => Template.fromStack(isolated(false)))
      .toThrow(/so the functions need Gateway endpoint s3 \(the bucket for backups\), Interface endpoint secretsmanager \(the password\)/);
  });

  test('the two endpoints are enough', () => {
    expect(() => Template.fromStack(isolated(true))).not.toThrow();
  });
});

test.each<[string, Partial<ExistingRedis>, RegExp]>([
  ['no servers', { nodes: [] }, /source\.nodes: is empty/],
  ['no security groups', { securityGroups: [] }, /source\.securityGroups: is empty/],
  ['a name', { deploymentName: 'My Redis' }, /source\.deploymentName: got "My Redis"/],
  ['a name known at deployment only', { deploymentName: Aws.STACK_NAME }, /source\.deploymentName: got "a value known at deployment only"/],
  ['a port', { nodes: [{ host: 'a' }, { host: 'b', port: 70_000 }] }, /source\.nodes\[1\]\.port: got 70000/],
  ['shards', { shards: 0 }, /source\.shards: got 0/],
])('existing Redis, %s: an error that names the prop', (_, redis, message) => {
  expect(() => scheduled({}, (stack) => existing(stack, redis))).toThrow(message);
});
