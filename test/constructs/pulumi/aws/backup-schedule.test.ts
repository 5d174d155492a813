import * as pulumi from '@pulumi/pulumi';
import {
  BackupBucket, BackupSchedule, BackupSource, type BackupScheduleArgs, type ExistingRedis,
} from '../../../../constructs/pulumi/aws';
import { UNKNOWN, type Recorded, type RecordedRun } from '../recorded';
import { onAws, statementsOf } from './backups';

const SECRET = 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:redis-AbCdEf';
const existing = (redis: Partial<ExistingRedis> = {}): BackupSource => BackupSource.existing({
  deploymentName: 'sessions', nodes: [{ host: '10.0.0.1' }, { host: 'redis-2.internal', port: 6380 }],
  securityGroups: ['sg-servers'], secret: SECRET, ...redis,
});
const scheduled = (
  args: Partial<BackupScheduleArgs> = {}, redis: Partial<ExistingRedis> = {}, run: RecordedRun = {},
): Promise<Recorded> =>
  onAws(() => {
    const { deploymentName } = new BackupSchedule('schedule', {
      source: existing(redis), bucket: new BackupBucket('backups'), vpcId: 'vpc-1', subnetIds: ['subnet-1', 'subnet-2'],
      dataSetSize: '4GiB', ...args,
    });
    return { deploymentName };
  }, run);
const runOf = (told: Recorded): any => JSON.parse(told.named('schedule-function').inputs.environment.variables.REDIS_HA_BACKUP);

describe('a schedule', () => {
  let told: Recorded;
  beforeAll(async () => {
    told = await scheduled({ alarmActions: ['arn:people'] });
  });

  test('is the function that was built with the library, on Arm, in the subnets, one at a time, without retry', () => {
    const { inputs } = told.named('schedule-function');
    expect(inputs).toMatchObject({
      handler: 'index.handler', runtime: 'nodejs24.x', architectures: ['arm64'], reservedConcurrentExecutions: 1,
      vpcConfig: { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['schedule-security-group-id'] },
      loggingConfig: { logGroup: 'schedule-log' },
    });
    expect(told.named('schedule-events').inputs).toMatchObject({
      maximumRetryAttempts: 0, maximumEventAgeInSeconds: 1800,
      destinationConfig: { onFailure: { destination: expect.stringContaining('schedule-dead-letters') } },
    });
  });

  test('is told everything, and no password', () => {
    expect(runOf(told)).toEqual({
      schemaVersion: 1, deployment: 'sessions', nodes: ['10.0.0.1:6379', 'redis-2.internal:6380'], secretId: SECRET, tls: false,
      store: 's3://backups-bucket', codec: 'auto', fromPrimary: false, parallel: 1, verify: true,
    });
  });

  test('reaches the servers and AWS, nothing else, and the servers let it in', () => {
    const rules = (type: string): unknown[] => told.ofType(`aws:vpc/securityGroup${type}Rule:SecurityGroup${type}Rule`)
      .map(({ inputs: { securityGroupId, referencedSecurityGroupId, cidrIpv4, fromPort, toPort } }) =>
        [securityGroupId, referencedSecurityGroupId ?? cidrIpv4, fromPort, toPort]).sort();
    expect(rules('Egress')).toEqual([
      ['schedule-security-group-id', '0.0.0.0/0', 443, 443], ['schedule-security-group-id', 'sg-servers', 6379, 6379],
      ['schedule-security-group-id', 'sg-servers', 6380, 6380],
    ]);
    expect(rules('Ingress')).toEqual([6379, 6380].map((port) => ['sg-servers', 'schedule-security-group-id', port, port]));
  });

  test('its role can add to one folder, read one secret, and its code cannot touch the network', () => {
    const statements = statementsOf(told.named('schedule-policy').inputs.policy);
    expect(statements.map(({ Sid }) => Sid as string)).toEqual([
      'Log', 'Interfaces', 'CreateOnly', 'PartsOfUploads', 'OwnUploads', 'OldLeases', 'ListLeases', 'Read', 'List', 'Key', 'Secrets', 'GiveUp',
    ]);
    expect(statements.find(({ Sid }) => Sid === 'Log').Resource[0]).toMatch(/log-group:schedule-log:\*$/);
    expect(statements.find(({ Sid }) => Sid === 'Secrets').Resource).toEqual([SECRET]);
    expect(statementsOf(told.named('schedule-denied').inputs.policy)).toEqual([expect.objectContaining({ Effect: 'Deny', Sid: 'NotFromCode' })]);
    expect(told.named('schedule-function').dependencies).toContain(told.named('schedule-policy').urn);
  });

  test('may use the keys of its secrets, each by way of Secrets Manager only: of the password and of the certificates', async () => {
    const keys = async (kmsKeyId: string | undefined, secretKeyArn: pulumi.Input<string> | undefined): Promise<unknown> => {
      const source = BackupSource.deployment({
        deploymentName: 'cache', nodeEndpoints: ['10.0.0.1:6379'], port: 6379, securityGroup: { id: 'sg-1' }, shards: 1, maxMemory: '1GiB',
        backupSecret: { arn: SECRET, kmsKeyId }, tls: { port: 6379, serverName: 'cache.redis-ha', certificateSecretArn: 'arn:given', secretKeyArn },
      });
      const statements = statementsOf((await scheduled({ source })).named('schedule-policy').inputs.policy);
      expect(statements.find(({ Sid }) => Sid === 'Secrets').Resource).toEqual([SECRET, 'arn:given']);
      const key = statements.find(({ Sid }) => Sid === 'KeyOfSecrets');
      return key && [key.Action, key.Resource, key.Condition.StringEquals['kms:ViaService']];
    };
    const via = 'secretsmanager.eu-central-1.amazonaws.com';
    expect(await keys('', pulumi.output('arn:key-of-certificates'))).toEqual([['kms:Decrypt'], ['arn:key-of-certificates'], via]);
    expect(await keys('arn:key', 'arn:key-of-certificates')).toEqual([['kms:Decrypt'], ['arn:key', 'arn:key-of-certificates'], via]);
    expect(await keys('arn:key', 'arn:key')).toEqual([['kms:Decrypt'], ['arn:key'], via]);
    expect(await keys(undefined, undefined)).toBeUndefined();
  });

  test('comes every hour, spread over a quarter of it, by a role that this account\'s schedules of this group may use', () => {
    expect(told.named('schedule-trigger').inputs).toMatchObject({
      scheduleExpression: 'rate(1 hour)', flexibleTimeWindow: { mode: 'FLEXIBLE', maximumWindowInMinutes: 15 }, groupName: 'schedule-trigger-group',
      target: { retryPolicy: { maximumRetryAttempts: 5, maximumEventAgeInSeconds: 900 } },
    });
    expect(statementsOf(told.named('schedule-trigger-role').inputs.assumeRolePolicy)[0].Condition.StringEquals).toEqual({
      'aws:SourceAccount': '123456789012', 'aws:SourceArn': expect.stringContaining('schedule-trigger-group'),
    });
  });

  test('tells somebody what goes wrong, and above all that nothing happens', () => {
    const alarms = told.ofType('aws:cloudwatch/metricAlarm:MetricAlarm');
    expect(alarms.map(({ name }) => name).sort())
      .toEqual(['schedule-absent', 'schedule-failed', 'schedule-given-up', 'schedule-slow']);
    expect(alarms.every(({ inputs }) => inputs.alarmActions[0] === 'arn:people')).toBe(true);
    expect(told.named('schedule-absent').inputs).toMatchObject({
      treatMissingData: 'breaching', metricName: 'BackupVerified', dimensions: { Deployment: 'sessions' },
    });
    expect(told.named('schedule-slow').inputs.dimensions).toEqual({ FunctionName: 'schedule-function' });
  });

  test('says nothing when all is as it should be, and what it made', () => {
    expect(told.logged).toEqual([]);
    expect(told.outputs).toEqual({ deploymentName: 'sessions' });
    expect(told.named('schedule').outputs).toMatchObject({ handler: 'schedule-function', logGroup: 'schedule-log', deploymentName: 'sessions' });
  });
});

test('in a preview the same resources come, and what is not known is not known', async () => {
  const names = (told: Recorded): string[] => told.resources.map(({ name }) => name).sort();
  const told = await scheduled({}, {}, { preview: true });
  expect(names(told)).toEqual(names(await scheduled()));
  expect(told.named('schedule-function').inputs.environment.variables.REDIS_HA_BACKUP).toBe(UNKNOWN);
  expect(told.named('schedule-trigger').inputs.scheduleExpression).toBe('rate(1 hour)');
});

test('own values are taken', async () => {
  const told = await scheduled({
    schedule: 'cron(7 0,6,12,18 * * ? *)', flexibleWindow: '0m', freshWithin: '13h', memorySize: '10GiB', timeout: '14m', codec: 'gzip',
    fromPrimary: true, reserveConcurrency: false, deadline: '5m', logRetention: '30d', runtime: 'nodejs22.x', alarms: false, verify: false,
  });
  expect(told.named('schedule-function').inputs).toMatchObject({ memorySize: 10_240, timeout: 840, runtime: 'nodejs22.x' });
  expect(told.named('schedule-function').inputs.reservedConcurrentExecutions).toBeUndefined();
  expect(runOf(told)).toMatchObject({ codec: 'gzip', fromPrimary: true, deadlineSeconds: 300, verify: false });
  expect(told.named('schedule-log').inputs.retentionInDays).toBe(30);
  expect(told.named('schedule-trigger').inputs.flexibleTimeWindow).toEqual({ mode: 'OFF' });
  expect(told.ofType('aws:cloudwatch/metricAlarm:MetricAlarm')).toEqual([]);
  expect(told.logged.join()).toMatch(/backupsNotVerified: schedule: verify.*backupsWithoutAlarms/s);
});

test('a secret with a key of its own, servers with TLS', async () => {
  const told = await scheduled({}, { secretKey: 'arn:key', tls: true, tlsServerName: 'redis', tlsCa: pulumi.output('PEM'), username: 'saver' });
  const key = statementsOf(told.named('schedule-policy').inputs.policy).find(({ Sid }) => Sid === 'KeyOfSecrets');
  expect(key).toMatchObject({ Resource: ['arn:key'], Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-central-1.amazonaws.com' } } });
  expect(runOf(told)).toMatchObject({ tls: true, tlsServerName: 'redis', tlsCa: 'PEM', username: 'saver' });
});

test('a bucket of another region is told', async () => {
  const told = await onAws(() => {
    const bucket = BackupBucket.fromBackupBucketAttributes({ bucketName: 'far', region: 'us-east-1' });
    new BackupSchedule('schedule', { source: existing(), bucket, vpcId: 'vpc-1', subnetIds: ['subnet-1'], dataSetSize: '1GiB' });
  });
  expect(told.logged.join()).toMatch(/backupsToAnotherRegion: schedule: bucket: it is in us-east-1/);
});

test.each<[string, Partial<BackupScheduleArgs>, RegExp]>([
  ['dataSetSize missing', { dataSetSize: undefined }, /^schedule: dataSetSize: is not known/],
  ['dataSetSize as an output', { dataSetSize: pulumi.output('1GiB') as any }, /dataSetSize: is an output/],
  ['too much', { dataSetSize: '200GiB' }, /dataSetSize: a data set of 200\.0 GiB/],
  ['timeout', { timeout: '16m' }, /timeout: got 960; give a whole number from 60 to 900/],
  ['schedule as an output', { schedule: pulumi.output('rate(1 hour)') as any }, /schedule: is an output/],
  ['no expression', { schedule: 'hourly' }, /schedule: got "hourly"; give an expression/],
  ['once', { schedule: 'at(2026-11-22T00:00:00)' }, /schedule: got at\(.*runs once/],
  ['cron without freshWithin', { schedule: 'cron(0 3 * * ? *)' }, /freshWithin: is not given/],
  ['codec', { codec: 'lz4' as any }, /codec: got "lz4"; use one of auto, gzip, zstd, none/],
  ['logRetention', { logRetention: '1h' }, /logRetention: got 0\.04/],
])('%s: an error that names the argument', async (_, args, message) => {
  await expect(scheduled(args)).rejects.toThrow(message);
});
