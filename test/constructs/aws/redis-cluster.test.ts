import { readFileSync } from 'node:fs';
import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RedisCluster } from '../../../constructs/aws';
import type { DeploymentPlan } from '../../../lib/plan';
import { aStack, aVpc, CLUSTER_OBJECTIVES, deployedCluster, flat, IMAGE, userDataOf, warnings, ZONES } from './stacks';

const base = deployedCluster();
const { at } = base;
const NODES = ['Shard11', 'Shard12', 'Shard21', 'Shard22', 'Shard31', 'Shard32'];

test('six nodes by default, three shards of a primary and a replica', () => {
  base.template.resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 6);
  expect((JSON.parse(readFileSync(base.redis.planFile, 'utf8')) as DeploymentPlan).nodes.map(({ name }) => name))
    .toEqual(['shard-1-1', 'shard-1-2', 'shard-2-1', 'shard-2-2', 'shard-3-1', 'shard-3-2']);
  expect(base.redis.shards).toBe(3);
});

test('a replica is never in its primary\'s zone, and no zone holds a majority of primaries', () => {
  const zones = NODES.map((node) => at(`${node}/Group`).Properties.AvailabilityZones[0] as string);
  expect(zones).toEqual([ZONES[0], ZONES[1], ZONES[1], ZONES[2], ZONES[2], ZONES[0]]);
});

test('logical ids of group, interface and volume are frozen', () => {
  expect(['Group', 'Interface', 'Volume'].map((part) => at(`Shard21/${part}`).logicalId)).toMatchInlineSnapshot(`
[
  "RedisFleetShard21Group9C572B22",
  "RedisFleetShard21InterfaceFB93B7AA",
  "RedisFleetShard21Volume4661E8FD",
]
`);
});

test('growing by a shard or a replica adds nodes and changes no other', () => {
  const identities = (grown: typeof base): Record<string, unknown> => Object.fromEntries(Object.values(grown.resources)
    .filter(({ Type }) => /NetworkInterface|Volume|LaunchTemplate/.test(Type)).map(({ logicalId, Properties }) => [logicalId, Properties]));
  const before = identities(base);
  for (const grown of [deployedCluster({ shards: 4 }), deployedCluster({ replicas: 2 })]) {
    expect(identities(grown)).toMatchObject(before);
    expect(Object.keys(identities(grown)).length).toBeGreaterThan(Object.keys(before).length);
  }
});

test('clients are let in to the data port of all nodes; the bus and the agents are for members', () => {
  const stack = aStack();
  const vpc = aVpc(stack);
  const client = new ec2.SecurityGroup(stack, 'Client', { vpc });
  const redis = new RedisCluster(stack, 'Redis', { vpc, objectives: CLUSTER_OBJECTIVES, image: IMAGE });
  redis.allowClients(client);
  const id = stack.getLogicalId(client.node.defaultChild as ec2.CfnSecurityGroup);
  const rules = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => ({
    port: Properties.FromPort as number, client: JSON.stringify(Properties.SourceSecurityGroupId).includes(id),
  }));
  expect(rules.filter((rule) => rule.client).map(({ port }) => port)).toEqual([6380]);
  expect(rules.filter((rule) => !rule.client).map(({ port }) => port).sort()).toEqual([16379, 6379, 8379]);
});

test('every node is an endpoint', () => {
  expect(base.redis.nodeEndpoints.map((endpoint) => flat(base.stack.resolve(endpoint))))
    .toEqual(NODES.map((node) => `<${at(`${node}/Interface`).logicalId}.PrimaryPrivateIpAddress>:6380`));
});

test('a secret for each user of the plan, those of a Cluster among them', () => {
  const { users } = JSON.parse(readFileSync(base.redis.planFile, 'utf8')) as DeploymentPlan;
  base.template.resourceCountIs('AWS::SecretsManager::Secret', users.length + 3);
  const pointer = JSON.parse(flat(at('Pointer/Parameter').Properties.Value)) as { secretIds: Record<string, string> };
  expect(Object.keys(pointer.secretIds).sort()).toEqual(users.map(({ name }) => name).sort());
});

test('nothing of Sentinel is said in warnings', () => {
  expect(warnings(base.stack).join('\n')).not.toMatch(/Sentinel/);
});

test('an imported Cluster has the same port, connections and metrics', () => {
  const stack = aStack();
  const imported = RedisCluster.fromRedisClusterAttributes(stack, 'Imported', {
    deploymentName: 'orders', nodeEndpoints: ['10.0.0.1:6379'], shards: 3,
    securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
    appSecret: secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'app'),
  });
  imported.allowClients(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-2'));
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-1', FromPort: 6379 });
  expect(imported.metricPrimaries().dimensions).toEqual({ Deployment: 'orders' });
  expect(imported.shards).toBe(3);
});

test.each([
  { props: { shards: 2 }, error: /Redis: shards: got 2: a failover needs the votes/ },
  { props: { replicas: 9 }, error: /Redis: replicas: got 9/ },
  { props: { overrides: { nodeTimeout: Duration.seconds(60) } }, error: /overrides\.nodeTimeout.*objectives\.rto/ },
  { props: { shards: 31 }, error: /shards: got 62 nodes in one stack.*at most 60 nodes/ },
])('$props is refused', ({ props, error }) => {
  expect(() => deployedCluster(props)).toThrow(error);
});

describe('CloudFormation\'s limits', () => {
  const thirty = deployedCluster({ shards: 10, replicas: 2 });
  const largest = deployedCluster({ shards: 20, replicas: 2 });
  const size = ({ template }: typeof base): number => JSON.stringify(template.toJSON(), undefined, 1).length;

  test('four resources a node and twenty-nine that they share, whatever the size', () => {
    const shared = Object.keys(base.resources).length - 4 * 6;
    expect(shared).toBeLessThanOrEqual(29);
    expect(Object.keys(thirty.resources)).toHaveLength(4 * 30 + shared);
    expect(Object.keys(largest.resources)).toHaveLength(4 * 60 + shared);
    expect(Object.keys(largest.resources).length).toBeLessThan(500);
  });

  test('the template of the largest has less than 1 MB, that of 30 nodes less than half', () => {
    expect(size(largest)).toBeLessThan(1_000_000);
    expect(size(thirty)).toBeLessThan(500_000);
  });

  /** References become ids and ARNs of at most so many characters. */
  const resolved = (value: unknown): number => flat(value)
    .replace(/<[^>]*PrimaryPrivateIpAddress>/g, '255.255.255.255').replace(/<[^>]*Volume[^>]*>/g, 'vol-0123456789abcdef0')
    .replace(/<AWS::\w+>/g, 'ap-southeast-1').replace(/<[^>]*>/g, 'x'.repeat(120)).length;

  test('the pointer fits into an advanced parameter (8 KiB), which is only used where it is needed', () => {
    expect(resolved(largest.at('Pointer/Parameter').Properties.Value)).toBeLessThan(8192);
    expect(largest.at('Pointer/Parameter').Properties.Tier).toBe('Intelligent-Tiering');
    expect(resolved(thirty.at('Pointer/Parameter').Properties.Value)).toBeLessThan(4096);
  });

  test('the policy of the nodes fits into a role (10,240 characters)', () => {
    const all = (value: any): unknown => (Array.isArray(value) ? value.map(all)
      : value?.['Fn::Join'] || value?.Ref || value?.['Fn::GetAtt'] ? 'x'.repeat(resolved(value))
        : value && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, all(member)])) : value);
    expect(JSON.stringify(all(largest.at('Access/Policy/').Properties.PolicyDocument)).length).toBeLessThan(10_240);
  });

  test('each group waits for the one before it', () => {
    for (let shard = 2; shard <= 10; shard += 1) {
      expect(thirty.at(`Shard${shard}1/Group`).DependsOn).toContain(thirty.at(`Shard${shard - 1}3/Group`).logicalId);
    }
  });

  test('user data is as small as anywhere', () => {
    expect(userDataOf(largest.at('Shard201/LaunchTemplate')).length).toBeLessThan(16_384);
  });
});
