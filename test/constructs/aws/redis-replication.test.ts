import { readFileSync } from 'node:fs';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RedisReplication } from '../../../constructs/aws';
import type { DeploymentPlan } from '../../../lib/plan';
import { aStack, aVpc, deployedReplication, flat, IMAGE, REPLICATION_OBJECTIVES, warnings } from './stacks';

const base = deployedReplication();
const { at } = base;

test('two nodes in two zones by default, and no Sentinel', () => {
  base.template.resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 2);
  const { nodes, topology } = JSON.parse(readFileSync(base.redis.planFile, 'utf8')) as DeploymentPlan;
  expect(nodes.map(({ roles, failureDomain }) => [roles, failureDomain])).toEqual([[['data'], 'zone-1'], [['data'], 'zone-2']]);
  expect(topology).toMatchObject({ kind: 'replication', sentinels: 0, cascaded: 0 });
});

test('only data and agent ports are open between members', () => {
  const open = base.ofType('AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties.FromPort as number);
  expect(open.sort()).toEqual([6379, 8379]);
});

test('nodes may read and change the role marker, and not take it away', () => {
  const statements = at('Access/Policy/').Properties.PolicyDocument.Statement as any[];
  const keys = (action: string): string[] => statements.filter(({ Action }) => [Action].flat().includes(action))
    .flatMap(({ Condition }) => Condition['ForAllValues:StringLike']['dynamodb:LeadingKeys'] as string[]);
  expect(keys('dynamodb:GetItem')).toContain('role');
  expect(keys('dynamodb:PutItem')).toContain('role');
  expect(keys('dynamodb:DeleteItem')).not.toContain('role');
});

test('cascaded replicas are in the plan', () => {
  const { redis } = deployedReplication({ replicas: 3, cascaded: 1 });
  expect((JSON.parse(readFileSync(redis.planFile, 'utf8')) as DeploymentPlan).topology).toMatchObject({ replicas: 3, cascaded: 1 });
  expect(() => deployedReplication({ replicas: 1, cascaded: 1 })).toThrow(/Redis: cascaded: got 1 of 1 replicas/);
});

test('endpoints are those of the nodes; without a load balancer there is none for the primary', () => {
  expect(base.redis.nodeEndpoints.map((endpoint) => flat(base.stack.resolve(endpoint)))).toEqual(
    ['Node1', 'Node2'].map((node) => `<${at(`${node}/Interface`).logicalId}.PrimaryPrivateIpAddress>:6380`));
  expect(base.redis.primaryEndpoint).toBeUndefined();
  expect(base.redis.replicasEndpoint).toBeUndefined();
});

test('an imported deployment with a load balancer lets clients in to both', () => {
  const stack = aStack();
  const group = (id: string): ec2.ISecurityGroup => ec2.SecurityGroup.fromSecurityGroupId(stack, id, `sg-${id}`);
  const imported = RedisReplication.fromRedisReplicationAttributes(stack, 'Imported', {
    deploymentName: 'orders', nodeEndpoints: ['10.0.0.1:6379'], securityGroups: [group('nodes')],
    appSecret: secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'app'),
    primaryEndpoint: 'primary.orders.internal:6379', replicasEndpoint: 'replicas.orders.internal:6381',
    loadBalancerSecurityGroups: [group('balancer')],
  });
  imported.allowClients(group('client'));
  expect(imported.primaryEndpoint).toBe('primary.orders.internal:6379');
  const rules = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress'))
    .map(({ Properties }) => [Properties.GroupId, Properties.FromPort]);
  expect(rules.sort()).toEqual([['sg-balancer', 6379], ['sg-balancer', 6381], ['sg-nodes', 6379]]);
});

test('a warning says who fails over: nobody by himself', () => {
  expect(warnings(base.stack)).toContainEqual(expect.stringMatching(/nobody fails over.*or use RedisSentinel/));
});

test('two zones are enough for two nodes', () => {
  const stack = aStack();
  const vpc = aVpc(stack, ['eu-central-1a', 'eu-central-1b']);
  expect(() => new RedisReplication(stack, 'Redis', { vpc, objectives: REPLICATION_OBJECTIVES, image: IMAGE })).not.toThrow();
});
