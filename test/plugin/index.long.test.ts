import { answer, outputsOf } from '../constructs/pulumi/aws/declared';
import { packedPlugin, type PackedPlugin } from './packed';
import { outputValue, startPlugin, type RunningPlugin } from './provider';

jest.setTimeout(240_000);

const AWS = { vpcId: 'vpc-1', subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'], objectives: { rpo: '5s', rto: '10s' } };
const KUBERNETES = { objectives: { rpo: '5s', rto: '5m' }, namespace: 'redis' };
const BUCKET = { bucketName: 'backups', encryptionKey: 'arn:aws:kms:eu-central-1:123456789012:key/1', region: 'eu-central-1' };
const STORE = { bucket: 'backups', region: 'eu-central-1', identity: { irsa: { roleArn: 'arn:aws:iam::123456789012:role/backups' } } };
const BACKUP_ID = '20261122T150203Z-4f3a91';

let packed: PackedPlugin | undefined;
let starting: Promise<RunningPlugin> | undefined;
let plugin: RunningPlugin;
beforeAll(async () => {
  packed = packedPlugin();
  starting = startPlugin(packed.folder, answer, outputsOf);
  plugin = await starting;
}, 600_000);
afterAll(async () => {
  // Also one that came up when nobody waited for it any more.
  await starting?.then((running) => running.end(), () => undefined);
  packed?.remove();
}, 120_000);
beforeEach(() => { plugin.asked.length = 0; });

const token = (component: string): string => `redis-ha:index:${component}`;
const named = (type: string, name: string): Record<string, any> => {
  const found = plugin.asked.filter((each) => each.type === type && each.name === name);
  expect(found).toHaveLength(1);
  return found[0]!.inputs;
};
const count = (type: string): number => plugin.asked.filter((each) => each.type === type).length;

describe('the schema', () => {
  test('has every component, with the inputs it must and may have', async () => {
    const { name, resources } = await plugin.schema();
    expect(name).toBe('redis-ha');
    const topologies = ['RedisCluster', 'RedisReplication', 'RedisSentinel'];
    expect(Object.keys(resources).sort()).toEqual([
      ...['BackupBucket', 'BackupSchedule', ...topologies].map((component) => token(`Aws${component}`)),
      ...['BackupSchedule', ...topologies].map((component) => token(`Kubernetes${component}`)),
    ]);
    const { inputProperties, requiredInputs, properties, required, isComponent } = resources[token('AwsRedisSentinel')];
    expect(isComponent).toBe(true);
    expect(requiredInputs.sort()).toEqual(['objectives', 'subnetIds', 'vpcId']);
    expect(inputProperties).toMatchObject({
      vpcId: { type: 'string' }, subnetIds: { type: 'array', items: { type: 'string' } }, replicas: { type: 'number', plain: true },
      objectives: { $ref: '#/types/redis-ha:index:RecoveryObjectives', plain: true },
      tls: { $ref: '#/types/redis-ha:index:AwsTlsChoice' }, removalPolicy: { $ref: '#/types/redis-ha:index:DataRemoval' },
    });
    expect(inputProperties.vpcId.plain).toBeUndefined();
    expect(required).toEqual([
      'appSecretArn', 'backupSecretArn', 'deploymentName', 'masterName', 'nodeEndpoints', 'roleName', 'securityGroupId', 'sentinelEndpoints',
    ]);
    expect(Object.keys(properties).filter((output) => !required.includes(output)).sort())
      .toEqual(['caCertificate', 'domainName', 'primaryEndpoint', 'replicasEndpoint', 'tlsServerName']);
  });

  test('knows the type of everything, and says what it is for', async () => {
    const { resources, types } = await plugin.schema();
    expect(JSON.stringify({ resources, types })).not.toContain('pulumi.json#/Any');
    for (const { inputProperties } of Object.values<any>(resources)) {
      expect(Object.entries<any>(inputProperties).filter(([name, { description }]) => description === undefined && name !== 'right')).toEqual([]);
    }
    expect(types['redis-ha:index:DataRemoval'].enum.map(({ value }: any) => value)).toEqual(['retain', 'destroy']);
    expect(types['redis-ha:index:UpdateStrategy'].enum.map(({ value }: any) => value)).toEqual(['RollingUpdate', 'OnDelete']);
    // Both platforms have volumes, and types are known by their names alone.
    expect(Object.keys(types['redis-ha:index:DataVolume'].properties)).toEqual(['size', 'iops', 'throughput']);
    expect(Object.keys(types['redis-ha:index:KubernetesVolume'].properties)).toEqual(['size', 'storageClassName', 'onePodOnly']);
  });
});

describe('on AWS', () => {
  test('a deployment is made with everything below it, and its outputs come back', async () => {
    const { urn, outputs } = await plugin.construct(token('AwsRedisSentinel'), 'cache', { ...AWS, deploymentName: 'cache' });
    expect(urn).toMatch(/::redis-ha:index:AwsRedisSentinel::cache$/);
    expect(outputs).toMatchObject({
      deploymentName: 'cache', masterName: 'cache', appSecretArn: expect.stringContaining('cache-users-app'), tlsServerName: 'cache.redis-ha',
      caCertificate: 'PEM of the authority',
    });
    expect(outputs.nodeEndpoints).toHaveLength(3);
    expect(plugin.asked).toContainEqual(expect.objectContaining({ type: 'redis-ha-constructs:aws:RedisSentinel', parent: 'cache' }));
    expect(count('aws:autoscaling/group:Group')).toBe(3);
    expect(plugin.asked.filter(({ type, protect }) => type === 'aws:ebs/volume:Volume' && protect)).toHaveLength(3);
  });

  test('names, load balancer, clients, backups and what it begins with are as they were declared', async () => {
    const { outputs } = await plugin.construct(token('AwsRedisReplication'), 'orders', {
      ...AWS,
      objectives: { rpo: '5s', rto: '5m' },
      deploymentName: 'orders',
      engine: 'valkey-8.1',
      image: { of: { imageId: 'ami-1', debianRelease: 'trixie' } },
      ssmAgent: { preinstalled: true },
      tls: { plaintext: true },
      dns: { zoneName: 'redis.internal' },
      loadBalancer: { readers: true },
      volume: { size: '100GiB' },
      removalPolicy: 'destroy',
      tags: { team: 'shop' },
      clients: [{ name: 'web', securityGroupId: 'sg-web', role: 'web' }],
      backups: [{ name: 'hourly', bucket: BUCKET }],
      restoreFrom: { bucket: BUCKET, deployment: 'orders', backupId: BACKUP_ID },
    });
    expect(outputs).toMatchObject({
      primaryEndpoint: 'primary.orders.redis.internal:6379', replicasEndpoint: 'replicas.orders.redis.internal:6381',
      domainName: 'orders.redis.internal',
    });
    expect(outputs.tlsServerName).toBeUndefined();
    expect(named('aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule', 'orders-clients-web-6379'))
      .toMatchObject({ referencedSecurityGroupId: 'sg-web', fromPort: 6379 });
    expect(named('aws:iam/rolePolicy:RolePolicy', 'orders-connect-web')).toMatchObject({ role: 'web' });
    expect(named('redis-ha-constructs:aws:BackupSchedule', 'orders-hourly')).toBeDefined();
    expect(count('aws:lambda/function:Function')).toBe(1);
    expect(JSON.stringify(named('aws:ec2/launchTemplate:LaunchTemplate', 'orders-node-1-launch-template'))).toContain('ami-1');
    const volumes = plugin.asked.filter(({ type }) => type === 'aws:ebs/volume:Volume');
    expect(volumes.map(({ inputs, protect }) => [inputs.size, inputs.tags.team, protect])).toEqual([[100, 'shop', false], [100, 'shop', false]]);
    expect(JSON.stringify(plugin.asked)).toContain(BACKUP_ID);
  });

  test('a bucket for backups, rights in it, and a schedule for a Redis that runs already', async () => {
    const { outputs } = await plugin.construct(token('AwsBackupBucket'), 'backups', {
      objectLock: { mode: 'governance', duration: '30d' },
      transitions: [{ storageClass: 'STANDARD_IA', after: '30d' }],
      grants: [{ name: 'restores', role: 'restorer', deploymentName: 'legacy', right: 'restore' }],
    });
    expect(outputs).toMatchObject({ storeUrl: expect.stringMatching(/^s3:\/\/backups/), encryptionKey: expect.stringContaining(':kms:') });
    expect(named('aws:iam/rolePolicy:RolePolicy', 'restores').policy).toContain('/legacy/');
    expect(count('aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration')).toBe(1);

    const schedule = await plugin.construct(token('AwsBackupSchedule'), 'nightly', {
      vpcId: AWS.vpcId, subnetIds: AWS.subnetIds, bucket: BUCKET, schedule: 'rate(6 hours)', dataSetSize: '2GiB', codec: 'gzip',
      source: { deploymentName: 'legacy', nodes: [{ host: 'legacy.internal' }], securityGroups: ['sg-1'], secret: 'arn:aws:secretsmanager:x' },
    });
    expect(schedule.outputs).toMatchObject({ deploymentName: 'legacy', functionName: expect.any(String), securityGroupId: expect.any(String) });
  });

  test('what is not known yet in a preview changes neither which resources there are nor how many', async () => {
    await plugin.construct(token('AwsRedisCluster'), 'known', { ...AWS, objectives: { rpo: '5s', rto: '20s' } }, true);
    const types = plugin.asked.map(({ type, name }) => `${type} ${name.replace('known', 'x')}`).sort();
    plugin.asked.length = 0;
    await plugin.construct(token('AwsRedisCluster'), 'unknown', {
      ...AWS, objectives: { rpo: '5s', rto: '20s' }, vpcId: outputValue(), subnetIds: [outputValue(), outputValue('subnet-b'), 'subnet-c'],
    }, true);
    expect(plugin.asked.map(({ type, name }) => `${type} ${name.replace('unknown', 'x')}`).sort()).toEqual(types);
  });
});

describe('on Kubernetes', () => {
  test('a deployment with clients, certificates of cert-manager and backups is made', async () => {
    const { outputs } = await plugin.construct(token('KubernetesRedisReplication'), 'orders', {
      ...KUBERNETES,
      namespace: outputValue('redis'),
      deploymentName: 'orders',
      tls: { certManager: { issuer: { name: 'company' } } },
      passwords: { existing: { secretName: 'passwords' } },
      updateStrategy: 'OnDelete',
      volume: { storageClassName: 'fast' },
      clients: [{ podSelector: { matchLabels: { app: outputValue('web') } } }],
      backups: [{ name: 'hourly', store: STORE }],
    });
    expect(outputs).toMatchObject({
      deploymentName: 'orders', primaryHost: 'orders-primary.redis.svc', passwordSecretName: 'passwords', tlsServerName: 'orders.redis-ha',
    });
    expect(outputs.nodeHosts).toHaveLength(2);
    const certificate = plugin.asked.find(({ type }) => /cert-manager\.io\/v1:Certificate$/.test(type));
    expect(certificate?.inputs.spec.issuerRef.name).toBe('company');
    const schedule = plugin.asked.find(({ type }) => type === 'redis-ha-constructs:kubernetes:BackupSchedule');
    expect(schedule).toMatchObject({ name: 'orders-hourly', parent: 'orders' });
    expect(count('kubernetes:batch/v1:CronJob')).toBe(1);
    const [statefulSet] = plugin.asked.filter(({ type }) => type === 'kubernetes:apps/v1:StatefulSet');
    expect(statefulSet!.inputs.spec).toMatchObject({ updateStrategy: { type: 'OnDelete' } });
    expect(JSON.stringify(plugin.asked.filter(({ type }) => type.endsWith(':NetworkPolicy')))).toContain('"app":');
  });

  test('backups of a Redis that runs already', async () => {
    const { outputs } = await plugin.construct(token('KubernetesBackupSchedule'), 'nightly', {
      namespace: 'redis', store: { ...STORE, identity: { podIdentity: true } }, dataSetSize: '2GiB', schedule: '7 3 * * *',
      source: { deploymentName: 'legacy', nodes: [{ host: 'legacy.internal' }], secretName: 'legacy' },
    });
    expect(outputs).toEqual({ deploymentName: 'legacy', serviceAccountName: 'legacy-backup', cronJobName: 'legacy-backup' });
  });
});

test.each<[string, string, Record<string, any>, RegExp]>([
  ['a type of another package', 'redis-ha:aws:RedisSentinel', {}, /redis-ha:aws:RedisSentinel|Invalid resource type/],
  ['objectives that nothing keeps', token('AwsRedisSentinel'), { ...AWS, objectives: { rpo: '1s', rto: '10s' } }, /^y: .*objectives\.rpo: 1 s is tighter/s],
  ['an input that only TypeScript has', token('AwsRedisSentinel'), { ...AWS, transforms: [] }, /^y: transforms: no such input; .*docs\/pulumi\.md/],
  ['two ways to certificates', token('AwsRedisSentinel'), { ...AWS, tls: { plaintext: true, ownAuthority: {} } }, /^y: tls: got ownAuthority and plaintext; give exactly one/],
  ['a name that is not known yet', token('KubernetesRedisSentinel'), { ...KUBERNETES, deploymentName: outputValue() }, /^y: deploymentName: is an output/],
  ['an engine there is none of', token('KubernetesRedisSentinel'), { ...KUBERNETES, engine: 'redis-1.0' }, /^y: engine: unknown engine "redis-1\.0"; use one of/],
  ['a client who may do nothing', token('AwsRedisCluster'), { ...AWS, objectives: { rpo: '5s', rto: '20s' }, clients: [{ name: 'web' }] }, /^y: clients\[0\]: neither/],
  ['a right there is none of', token('AwsBackupBucket'), { grants: [{ name: 'g', role: 'r', deploymentName: 'd', right: 'all' }] }, /^y: grants: got all/],
  ['a store without an identity', token('KubernetesRedisSentinel'), { ...KUBERNETES, backups: [{ name: 'b', store: { ...STORE, identity: {} } }] }, /^y: .*store\.identity: got none of its fields/],
])('refused: %s', async (_, type, inputs, message) => {
  await expect(plugin.construct(type, 'y', inputs)).rejects.toThrow(message);
});
