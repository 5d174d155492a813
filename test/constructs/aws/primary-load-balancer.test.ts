import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RedisReplication, Tls, type RedisSentinelProps } from '../../../constructs/aws';
import { DETECTION_SECONDS } from '../../../lib/aws';
import { aStack, aVpc, deployed, deployedReplication, flat, IMAGE, REPLICATION_OBJECTIVES } from './stacks';

const base = deployedReplication({ loadBalancer: {} });
const [balancer] = base.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer');
const targetGroups = base.ofType('AWS::ElasticLoadBalancingV2::TargetGroup');

function attributes(list: { Key: string; Value: string }[]): Record<string, string> {
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}

describe('Load balancer truth', () => {
  test('internal, across zones, with a security group from its creation on', () => {
    expect(balancer!.Properties).toMatchObject({ Type: 'network', Scheme: 'internal' });
    expect(balancer!.Properties.SecurityGroups).toHaveLength(1);
    expect(attributes(balancer!.Properties.LoadBalancerAttributes)).toMatchObject({ 'load_balancing.cross_zone.enabled': 'true' });
    expect(balancer!.Properties.Subnets).toHaveLength(3);
  });

  test('one listener for writers and one for readers; targets are addresses of interfaces', () => {
    expect(base.ofType('AWS::ElasticLoadBalancingV2::Listener').map(({ Properties }) => [Properties.Port, Properties.Protocol]))
      .toEqual([[6380, 'TCP'], [6382, 'TCP']]);
    for (const { Properties } of targetGroups) {
      expect(Properties).toMatchObject({ TargetType: 'ip', Port: 6380 });
      expect(Properties.Targets.map(({ Id }: any) => flat(Id)))
        .toEqual(['Node1', 'Node2'].map((node) => `<${base.at(`${node}/Interface`).logicalId}.PrimaryPrivateIpAddress>`));
    }
  });

  test('health is what the agents answer, asked as often as is allowed', () => {
    expect(targetGroups.map(({ Properties }) => Properties)).toEqual(['/primary', '/replica'].map((path) => expect.objectContaining({
      HealthCheckProtocol: 'HTTP', HealthCheckPort: '8379', HealthCheckPath: path, Matcher: { HttpCode: '200' },
      HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2, HealthyThresholdCount: 2, UnhealthyThresholdCount: 2,
    })));
    expect(DETECTION_SECONDS).toBeGreaterThanOrEqual(10);
  });

  test('connections to a node that was taken out end, and the nodes see the load balancer', () => {
    for (const { Properties } of targetGroups) {
      expect(attributes(Properties.TargetGroupAttributes)).toMatchObject({
        'preserve_client_ip.enabled': 'false',
        'deregistration_delay.timeout_seconds': '0',
        'deregistration_delay.connection_termination.enabled': 'true',
        'target_health_state.unhealthy.connection_termination.enabled': 'true',
      });
    }
  });

  test('the agents\' port is open to members and the load balancer only', () => {
    const group = balancer!.Properties.SecurityGroups[0];
    const agents = base.ofType('AWS::EC2::SecurityGroupIngress').filter(({ Properties }) => Properties.FromPort === 8379);
    expect(agents).toHaveLength(2);
    expect(agents.map(({ Properties }) => Properties.SourceSecurityGroupId)).toContainEqual(group);
    const out = base.ofType('AWS::EC2::SecurityGroupEgress').map(({ Properties }) => Properties)
      .filter(({ GroupId }) => JSON.stringify(GroupId) === JSON.stringify(group)).map(({ FromPort }) => FromPort as number);
    expect(out.sort()).toEqual([6380, 8379]);
  });
});

test('endpoints are its name with the port of the listener', () => {
  expect(flat(base.stack.resolve(base.redis.primaryEndpoint))).toBe(`<${balancer!.logicalId}.DNSName>:6380`);
  expect(flat(base.stack.resolve(base.redis.replicasEndpoint))).toBe(`<${balancer!.logicalId}.DNSName>:6382`);
});

test('allowClients opens its listeners too', () => {
  const stack = aStack();
  const vpc = aVpc(stack);
  const redis = new RedisReplication(stack, 'Redis', { vpc, objectives: REPLICATION_OBJECTIVES, image: IMAGE, loadBalancer: {} });
  redis.allowClients(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-client'));
  const template = Template.fromStack(stack);
  const inline = Object.values(template.findResources('AWS::EC2::SecurityGroup'))
    .flatMap(({ Properties }) => Properties.SecurityGroupIngress as unknown[] ?? []);
  const open = [...inline,
    ...Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties as unknown)] as any[];
  expect(open.filter(({ SourceSecurityGroupId }) => SourceSecurityGroupId === 'sg-client').map(({ FromPort }) => FromPort as number).sort())
    .toEqual([6380, 6380, 6382]);
});

test('on the way from one transport to the other the listeners of both are there, and none of them ever changes', () => {
  const listeners = (tls: Tls): Record<string, unknown> => Object.fromEntries(deployedReplication({ loadBalancer: {}, tls })
    .ofType('AWS::ElasticLoadBalancingV2::Listener').map(({ logicalId, Properties }) => [logicalId, Properties]));
  const [plaintext, both, encrypted] = [Tls.plaintext(), Tls.ownAuthority({ plaintextToo: true }), Tls.ownAuthority()]
    .map(listeners);
  expect(Object.values(plaintext!).map(({ Port }: any) => Port)).toEqual([6379, 6381]);
  expect(both).toEqual({ ...plaintext, ...encrypted });
  expect(Object.keys(both!)).toHaveLength(4);
});

test('without readers there is one listener', () => {
  const { template, redis } = deployedReplication({ loadBalancer: { readers: false, deletionProtection: true } });
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    LoadBalancerAttributes: Match.arrayWith([{ Key: 'deletion_protection.enabled', Value: 'true' }]),
  });
  expect(redis.replicasEndpoint).toBeUndefined();
});

test('refused where the declared time is shorter than its detection allows', () => {
  expect(() => deployed({ loadBalancer: {} })).toThrow(/Redis: loadBalancer: objectives\.rto is 10 s.*up to 12 s after a failover.*at least \d+ s/);
  const within = (seconds: number): Partial<RedisSentinelProps> => ({
    loadBalancer: {}, objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(seconds) },
    overrides: { downAfter: Duration.seconds(3), rebootDownAfter: Duration.seconds(3) },
  });
  expect(() => deployed(within(20))).toThrow(/loadBalancer: objectives\.rto is 20 s/);
  expect(() => deployed(within(30))).not.toThrow();
});
