import { CfnParameter, Duration, Size } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Engine, NodeImage, Packages, RedisSentinel, SentinelPlacement, SsmAgent } from '../../../constructs/aws';
import { aStack, aVpc, deployed, flat, IMAGE, OBJECTIVES, warnings } from './stacks';

describe('create valid templates', () => {
  test('three nodes in three zones by default', () => {
    const { template } = deployed();
    template.resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 3);
    // A password for each user, and the certificates' three.
    template.resourceCountIs('AWS::SecretsManager::Secret', 6 + 3);
  });

  test('Sentinels on nodes of their own', () => {
    const { template, redis } = deployed({ placement: SentinelPlacement.OWN_NODES });
    template.resourceCountIs('AWS::AutoScaling::AutoScalingGroup', 6);
    expect(redis.sentinelEndpoints).toHaveLength(3);
  });

  test('sentinelEndpoints are addresses of interfaces with the Sentinel port', () => {
    const { stack, redis, at } = deployed();
    expect(flat(stack.resolve(redis.sentinelEndpoints[0]))).toBe(`<${at('Node1/Interface').logicalId}.PrimaryPrivateIpAddress>:26380`);
  });

  test('only what the topology needs is open: data, Sentinel and agent ports, between members', () => {
    const { resources, at } = deployed();
    const ingress = Object.values(resources).filter(({ Type }) => Type === 'AWS::EC2::SecurityGroupIngress').map(({ Properties }) => Properties);
    const group = { 'Fn::GetAtt': [at('Network/SecurityGroup/Resource').logicalId, 'GroupId'] };
    expect(ingress.map(({ FromPort }) => FromPort).sort()).toEqual([26379, 6379, 8379]);
    expect(ingress.every((rule) => JSON.stringify(rule.SourceSecurityGroupId) === JSON.stringify(group))).toBe(true);
    expect(at('Network/SecurityGroup/Resource').Properties.SecurityGroupIngress).toBeUndefined();
  });

  test('Agent endpoints: clients are let in to data and Sentinel ports, never to the agent\'s', () => {
    const stack = aStack();
    const vpc = aVpc(stack);
    const client = new ec2.SecurityGroup(stack, 'Client', { vpc });
    const redis = new RedisSentinel(stack, 'Redis', { vpc, objectives: OBJECTIVES, image: IMAGE });
    redis.allowClients(client);
    const rules = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress', {
      Properties: { SourceSecurityGroupId: { 'Fn::GetAtt': [stack.getLogicalId(client.node.defaultChild as ec2.CfnSecurityGroup), 'GroupId'] } },
    })).map(({ Properties }) => Properties.FromPort as number);
    expect(rules.sort()).toEqual([26380, 6380]);
  });

  test('grantConnect lets read the app user\'s secret and what is to be trusted, and use their key, no other', () => {
    const stack = aStack();
    const vpc = aVpc(stack);
    const key = new kms.Key(stack, 'Key');
    const reader = new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    const redis = new RedisSentinel(stack, 'Redis', { vpc, objectives: OBJECTIVES, image: IMAGE, key });
    redis.grantConnect(reader);
    const template = Template.fromStack(stack);
    const [policy] = Object.values(template.findResources('AWS::IAM::Policy', {
      Properties: { Roles: [{ Ref: stack.getLogicalId(reader.node.defaultChild as iam.CfnRole) }] },
    }));
    const statements = policy!.Properties.PolicyDocument.Statement as any[];
    expect([...new Set(statements.flatMap(({ Action }) => Action as string))].sort())
      .toEqual(['secretsmanager:DescribeSecret', 'secretsmanager:GetSecretValue']);
    // Through the key's own policy, and only by way of Secrets Manager.
    template.hasResourceProperties('AWS::KMS::Key', {
      KeyPolicy: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: 'kms:Decrypt',
          Principal: { AWS: { 'Fn::GetAtt': [stack.getLogicalId(reader.node.defaultChild as iam.CfnRole), 'Arn'] } },
          Condition: { StringEquals: { 'kms:ViaService': Match.anyValue() } },
        })]),
      },
    });
    const secrets = statements.filter(({ Action }) => [Action].flat().includes('secretsmanager:GetSecretValue')).map(({ Resource }) => Resource);
    expect(JSON.stringify(secrets)).toMatch(/^\[\{"Ref":"RedisFleetUsersApp\w+"\},\{"Ref":"RedisFleetCertificatesCa\w+"\}\]$/);
  });

  test('an imported deployment has the same ports, grants, connections and metrics', () => {
    const stack = aStack();
    const imported = RedisSentinel.fromRedisSentinelAttributes(stack, 'Imported', {
      deploymentName: 'orders',
      nodeEndpoints: ['10.0.0.1:6379'],
      sentinelEndpoints: ['10.0.0.1:26379'],
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
      appSecret: secretsmanager.Secret.fromSecretNameV2(stack, 'Secret', 'app'),
    });
    imported.allowClients(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-2'));
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-1', FromPort: 26379 });
    expect(imported.metricPrimaries()).toMatchObject({ namespace: 'RedisHa', metricName: 'NodePrimary', statistic: 'Sum', dimensions: { Deployment: 'orders' } });
  });

  test('metrics carry the deployment\'s name, which is derived from the path', () => {
    const { redis } = deployed();
    expect(redis.masterName).toMatch(/^test-redis-[0-9a-f]{8}$/);
    expect(redis.metricReadyNodes().dimensions).toEqual({ Deployment: redis.masterName });
    expect(deployed({ deploymentName: 'orders' }).redis.masterName).toBe('orders');
  });

  test('a role of the user\'s gets the policy', () => {
    const stack = aStack();
    const { template } = deployed({ role: iam.Role.fromRoleName(stack, 'Mine', 'mine') }, stack);
    // The only one made is that of the function that issues certificates.
    template.resourcePropertiesCountIs('AWS::IAM::Role', { AssumeRolePolicyDocument: { Statement: [Match.objectLike({ Principal: { Service: 'lambda.amazonaws.com' } })] } }, 1);
    template.resourceCountIs('AWS::IAM::Role', 1);
    template.hasResourceProperties('AWS::IAM::Policy', { Roles: ['mine'] });
    template.hasResourceProperties('AWS::IAM::InstanceProfile', { Roles: ['mine'] });
  });

  test('Session Manager only where asked for, with its digest', () => {
    const digest = 'a'.repeat(64);
    const { template, at, stack } = deployed({ ssmAgent: SsmAgent.pinned({ version: '3.3.1.0', sha256: digest }) });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Sid: 'SessionManager' })]) },
    });
    expect(JSON.stringify(at('Node1/LaunchTemplate').Properties)).toContain(digest);
    expect(warnings(stack).join()).not.toContain('Session Manager');
    expect(warnings(deployed().stack).join()).toContain('without Session Manager there is no shell');
  });

  test('findings of the plan are warnings that can be acknowledged', () => {
    const { stack } = deployed({ replicas: 1 });
    expect(warnings(stack)).toContainEqual(expect.stringMatching(/^replicas: with one replica.*\[ack: redis-ha-constructs:one-replica\]$/));
  });
});

describe('validation errors name the prop the user typed', () => {
  test.each([
    { what: 'two Sentinels', props: { sentinels: 2 }, error: /\bsentinels: got 2: with fewer than 3/ },
    { what: 'an even number of Sentinels', props: { sentinels: 4 }, error: /\bsentinels: got 4: an even number/ },
    { what: 'a minority quorum', props: { quorum: 1 }, error: /\bquorum: got 1 of 3/ },
    { what: 'RPO 0', props: { objectives: { rpo: Duration.seconds(0), rto: Duration.seconds(10) } }, error: /objectives\.rpo: got 0/ },
    { what: 'an override that breaks the RTO', props: { overrides: { downAfter: Duration.seconds(60) } }, error: /overrides\.downAfter: .*objectives\.rto \(10 s\)/ },
    { what: 'too large a maxmemory', props: { overrides: { maxMemory: Size.gibibytes(15) } }, error: /overrides\.maxMemory: .*copy-on-write/ },
    { what: 'an instance type of unknown memory', props: { instanceType: new ec2.InstanceType('z1d.large') }, error: /nodeMemory: not given.*z1d\.large/ },
    { what: 'a volume that a rewrite would fill', props: { volume: { size: Size.gibibytes(10) } }, error: /volume\.size: got 10 GiB/ },
    { what: 'a name no file can have', props: { deploymentName: 'My Redis' }, error: /deploymentName: got "My Redis"/ },
  ])('$what', ({ props, error }) => {
    expect(() => deployed(props)).toThrow(error);
  });

  test('engine against image: a release that does not carry the engine', () => {
    expect(() => deployed({ engine: Engine.VALKEY_9_0 })).toThrow(/engine: Debian trixie does not carry valkey-9.0.*Packages.aptRepository/);
    expect(() => deployed({ engine: Engine.REDIS_7_0 })).toThrow(/Debian bookworm does/);
    expect(() => deployed({ engine: Engine.VALKEY_8_1 })).not.toThrow();
  });

  test('engine against image: a release without Node.js 20', () => {
    const bookworm = NodeImage.of(ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-1' }), { debianRelease: 'bookworm' });
    expect(() => deployed({ engine: Engine.REDIS_7_0, image: bookworm })).toThrow(/image: Debian bookworm has no Node.js 20/);
    expect(() => deployed({ engine: Engine.REDIS_7_0, image: bookworm, packages: Packages.preinstalled() })).not.toThrow();
  });

  test('a duration that is only known at deployment', () => {
    const stack = aStack();
    const rto = Duration.seconds(new CfnParameter(stack, 'Rto', { type: 'Number' }).valueAsNumber);
    expect(() => deployed({ objectives: { rpo: OBJECTIVES.rpo, rto } }, stack)).toThrow(/objectives\.rto: its value is only known at deployment/);
  });
});
