import { readFileSync } from 'node:fs';
import { Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { RedisCluster, RedisSentinel, Tls, type OwnAuthorityOptions } from '../../../constructs/aws';
import type { IssuerSettings } from '../../../lib/certificates';
import type { DeploymentPlan } from '../../../lib/plan';
import { anApp, aStack, aVpc, deployed, deployedCluster, deployedReplication, flat, IMAGE, OBJECTIVES, warnings, type Deployed } from './stacks';

const planOf = ({ redis }: Deployed): DeploymentPlan => JSON.parse(readFileSync(redis.planFile, 'utf8')) as DeploymentPlan;
const pointerOf = ({ at }: Pick<Deployed, 'at'>): any => JSON.parse(flat(at('Pointer/Parameter').Properties.Value));
const settingsOf = ({ at }: Pick<Deployed, 'at'>): IssuerSettings =>
  JSON.parse(flat(at('Certificates/Issuer/Function/Resource').Properties.Environment.Variables.REDIS_HA_ISSUER)) as IssuerSettings;
const secretArn = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:tls-AbCdEf';

describe('an own authority, the default', () => {
  const base = deployed({ deploymentName: 'orders' });
  const { at } = base;
  const secret = (id: string): string => at(`Certificates/${id}/Resource`).logicalId;

  test('the plan has TLS, and the pointer names the secret of the nodes\' certificate', () => {
    expect(planOf(base)).toMatchObject({ transport: 'tls', tls: { serverName: 'orders.redis-ha' }, ports: { redis: 6380, sentinel: 26380 } });
    expect(pointerOf(base).certificateSecretId).toBe(`<${secret('Node')}>`);
  });

  test('secrets are made empty: no value is in the template, and none that CloudFormation would make', () => {
    for (const id of ['Authority', 'Node', 'Ca']) {
      expect(Object.keys(at(`Certificates/${id}/Resource`).Properties)).toEqual(['Description']);
      expect(at(`Certificates/${id}/Resource`)).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
    }
    expect(JSON.stringify(base.template.toJSON())).not.toContain('PRIVATE KEY');
  });

  test('the function is told names and addresses of every node', () => {
    expect(settingsOf(base)).toEqual({
      schemaVersion: 1, deployment: 'orders', serverName: 'orders.redis-ha', dnsNames: [], days: 90, renewBeforeDays: 30,
      ipAddresses: [1, 2, 3].map((node) => `<${at(`Node${node}/Interface`).logicalId}.PrimaryPrivateIpAddress>`),
      authoritySecretId: `<${secret('Authority')}>`, certificateSecretId: `<${secret('Node')}>`, caSecretId: `<${secret('Ca')}>`,
    });
  });

  test('it is called when any of that changes', () => {
    const told = (each: Pick<Deployed, 'at'>): string => flat(each.at('Certificates/Issued').Properties.Settings);
    expect(told(base)).toBe(flat(at('Certificates/Issuer/Function/Resource').Properties.Environment.Variables.REDIS_HA_ISSUER));
    expect(told(deployed({ deploymentName: 'orders', replicas: 3 }))).not.toBe(told(base));
    expect(at('Certificates/Issued').Properties.ServiceTimeout).toBe('600');
  });

  test('only the function may read the authority\'s key; nodes their certificate', () => {
    const readers = (id: string): string[] => base.ofType('AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties.PolicyDocument).includes(`{"Ref":"${secret(id)}"}`)).map(({ logicalId }) => logicalId);
    expect(readers('Authority')).toEqual([at('Certificates/Issuer/Policy/Resource').logicalId]);
    expect(readers('Node').sort()).toEqual([at('Access/Policy/').logicalId, at('Certificates/Issuer/Policy/Resource').logicalId].sort());
  });

  test('no node starts before there is a certificate', () => {
    for (const node of ['Node1', 'Node2', 'Node3']) {
      expect(at(`${node}/Group`).DependsOn).toContain(at('Certificates/Issued').logicalId);
    }
  });

  test('looked after twice a day; the alarm is raised by few days and by silence', () => {
    expect(at('Certificates/Looks/Resource').Properties.ScheduleExpression).toBe('rate(12 hours)');
    expect(at('Certificates/Expiry').Properties).toMatchObject({
      MetricName: 'CertificateDaysLeft', Namespace: 'RedisHa', Dimensions: [{ Name: 'Deployment', Value: 'orders' }], Statistic: 'Minimum',
      Threshold: 15, ComparisonOperator: 'LessThanOrEqualToThreshold', TreatMissingData: 'breaching',
    });
    expect(base.redis.tls!.expiryAlarm).toBeDefined();
    expect(base.redis.metricCertificateDaysLeft()).toMatchObject({ metricName: 'CertificateDaysLeft', dimensions: { Deployment: 'orders' } });
  });

  test('clients are told what to trust: as text at deployment, and in a secret that stays right', () => {
    expect(base.stack.resolve(base.redis.caCertificate)).toEqual({ 'Fn::GetAtt': [at('Certificates/Issued').logicalId, 'CaCertificate'] });
    expect(base.stack.resolve(base.redis.tls!.caSecret!.secretArn)).toEqual({ Ref: secret('Ca') });
    expect(base.redis.tls).toMatchObject({ serverName: 'orders.redis-ha', port: 6380 });
    expect(base.redis.port).toBe(6380);
  });

  test('nothing of it is in a launch template: user data is the same as in plaintext', () => {
    const plaintext = deployed({ deploymentName: 'orders', tls: Tls.plaintext() });
    expect(plaintext.at('Node1/LaunchTemplate').Properties).toEqual(at('Node1/LaunchTemplate').Properties);
  });

  test('names that the deployment gives are in the certificate: one for the zone, the load balancer\'s, those that the user adds', () => {
    const named = deployedReplication({
      deploymentName: 'orders', dns: { zoneName: 'redis.internal' }, loadBalancer: {},
      tls: Tls.ownAuthority({ subjectAlternativeNames: ['cache.example.com'], serverName: 'orders.example.com' }),
    });
    const [balancer] = named.ofType('AWS::ElasticLoadBalancingV2::LoadBalancer');
    expect(settingsOf(named)).toMatchObject({
      serverName: 'orders.example.com', dnsNames: ['cache.example.com', '*.orders.redis.internal', `<${balancer!.logicalId}.DNSName>`],
    });
  });

  test('a key of the user\'s encrypts the secrets, and the function may use it', () => {
    const stack = aStack();
    const withKey = deployed({ key: new kms.Key(stack, 'Key') }, stack);
    for (const id of ['Authority', 'Node', 'Ca']) {
      expect(withKey.at(`Certificates/${id}/Resource`).Properties.KmsKeyId).toBeDefined();
    }
    expect(JSON.stringify(withKey.at('Certificates/Issuer/Policy/Resource').Properties)).toContain('kms:GenerateDataKey');
  });

  test('the settings of the largest deployment fit into the environment of a function (4 KiB)', () => {
    const largest = deployedCluster({ shards: 20, replicas: 2, dns: { zoneName: 'redis.internal' } });
    const text = JSON.stringify(settingsOf(largest)).replace(/<[^>]*PrimaryPrivateIpAddress>/g, '255.255.255.255').replace(/<[^>]*>/g, 'x'.repeat(140));
    expect(text.length).toBeLessThan(4000);
  });

  test.each<[string, OwnAuthorityOptions, RegExp]>([
    ['half a day', { validity: Duration.hours(12) }, /^tls\.validity: got 0\.5/],
    ['longer than an authority is announced', { validity: Duration.days(400) }, /^tls\.validity: got 400/],
    ['renewed at once', { validity: Duration.days(30), renewBefore: Duration.days(30) }, /^tls\.renewBefore: got 30/],
    ['an address as a name', { subjectAlternativeNames: ['not a name'] }, /^tls\.subjectAlternativeNames: got "not a name"/],
    ['a server name that is none', { serverName: 'Orders' }, /Redis: tls\.serverName: got "Orders"/],
  ])('%s is refused', (_, options, message) => {
    expect(() => deployed({ tls: Tls.ownAuthority(options) })).toThrow(message);
  });
});

describe('certificates from elsewhere', () => {
  const given = (stack: Stack): secretsmanager.ISecret => secretsmanager.Secret.fromSecretCompleteArn(stack, 'Given', secretArn);

  test('the nodes read the secret; no authority is made', () => {
    const stack = aStack();
    const { template, redis, at } = deployed({ tls: Tls.fromSecret(given(stack), { caCertificate: 'PEM', requireClientCertificates: true }) }, stack);
    template.resourceCountIs('AWS::Lambda::Function', 0);
    expect(pointerOf({ at }).certificateSecretId).toBe(secretArn);
    expect(JSON.stringify(at('Access/Policy/').Properties)).toContain(secretArn);
    expect(redis.caCertificate).toBe('PEM');
    expect(JSON.parse(readFileSync(redis.planFile, 'utf8'))).toMatchObject({ transport: 'tls', tls: { clientCertificates: 'required' } });
  });

  test('a secret known by its name, with a key of its own', () => {
    const stack = aStack();
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/0');
    const { at } = deployed({ tls: Tls.fromSecret(secretsmanager.Secret.fromSecretAttributes(stack, 'Given', {
      secretPartialArn: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:tls', encryptionKey,
    })) }, stack);
    const statements = at('Access/Policy/').Properties.PolicyDocument.Statement as any[];
    expect(statements.find(({ Sid }) => Sid === 'Certificates').Resource).toMatch(/:secret:tls-\?{6}$/);
    expect(statements.find(({ Sid }) => Sid === 'KeyForCertificates').Resource).toBe(encryptionKey.keyArn);
  });

  test('a secret of this stack is there before the nodes', () => {
    const stack = aStack();
    const secret = new secretsmanager.Secret(stack, 'Made');
    const { at } = deployed({ tls: Tls.fromSecret(secret) }, stack);
    expect(at('Node1/Group').DependsOn).toContain(stack.getLogicalId(secret.node.defaultChild as secretsmanager.CfnSecret));
  });
});

describe('without TLS', () => {
  test('plaintext has to be said, and is warned about', () => {
    const { stack, template, redis, at } = deployed({ tls: Tls.plaintext() });
    template.resourceCountIs('AWS::Lambda::Function', 0);
    expect([redis.port, redis.sentinelPort, redis.tls, redis.caCertificate]).toEqual([6379, 26379, undefined, undefined]);
    expect(pointerOf({ at })).not.toHaveProperty('certificateSecretId');
    expect(warnings(stack)).toContainEqual(expect.stringMatching(/^tls: passwords and data can be read.*redis-ha-constructs:plaintext\]$/));
    expect(warnings(deployed().stack).join()).not.toContain('tls:');
  });

  test('on the way there clients are let in to both ports, and where they are told to go does not change yet', () => {
    const stack = aStack();
    const vpc = aVpc(stack);
    const redis = new RedisSentinel(stack, 'Redis', { vpc, objectives: OBJECTIVES, image: IMAGE, tls: Tls.ownAuthority({ plaintextToo: true }) });
    redis.allowClients(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-client'));
    const rules = Object.values(Template.fromStack(stack).findResources('AWS::EC2::SecurityGroupIngress', {
      Properties: { SourceSecurityGroupId: 'sg-client' },
    })).map(({ Properties }) => Properties.FromPort as number);
    expect(rules.sort()).toEqual([26379, 26380, 6379, 6380]);
    expect([redis.port, redis.sentinelPort, redis.tls!.port, redis.tls!.sentinelPort]).toEqual([6379, 26379, 6380, 26380]);
    expect(warnings(stack)).toContainEqual(expect.stringMatching(/plaintextToo away when every client.*redis-ha-constructs:plaintextToo\]$/));
  });

  test('each step keeps the rules between members that the one before needs', () => {
    const rules = (tls: Tls): string[] => deployed({ tls }).ofType('AWS::EC2::SecurityGroupIngress').map(({ logicalId }) => logicalId);
    expect(rules(Tls.ownAuthority())).toEqual(rules(Tls.ownAuthority({ plaintextToo: true })));
  });
});

describe('imported', () => {
  test('with TLS: its ports, and what a client needs', () => {
    const stack = new Stack(anApp(), 'Test');
    const imported = RedisSentinel.fromRedisSentinelAttributes(stack, 'Imported', {
      deploymentName: 'orders', nodeEndpoints: [], sentinelEndpoints: [],
      securityGroups: [ec2.SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-1')],
      appSecret: secretsmanager.Secret.fromSecretNameV2(stack, 'App', 'app'),
      tls: { caCertificate: 'PEM', caSecret: secretsmanager.Secret.fromSecretCompleteArn(stack, 'Ca', secretArn) },
    });
    expect([imported.port, imported.sentinelPort, imported.tls!.serverName, imported.caCertificate]).toEqual([6380, 26380, 'orders.redis-ha', 'PEM']);
    imported.allowClients(ec2.SecurityGroup.fromSecurityGroupId(stack, 'Client', 'sg-2'));
    imported.grantConnect(new iam.Role(stack, 'Reader', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') }));
    const template = Template.fromStack(stack);
    expect(Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties.FromPort as number).sort())
      .toEqual([26380, 6380]);
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Resource: secretArn })]) },
    });
  });

  test('without: its ports are those of plaintext', () => {
    const stack = new Stack(anApp(), 'Test');
    const imported = RedisCluster.fromRedisClusterAttributes(stack, 'Imported', {
      deploymentName: 'orders', nodeEndpoints: [], shards: 3, securityGroups: [],
      appSecret: secretsmanager.Secret.fromSecretNameV2(stack, 'App', 'app'),
    });
    expect([imported.port, imported.tls]).toEqual([6379, undefined]);
  });
});
