import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { BackupBucket, type BackupBucketArgs } from '../../../../constructs/pulumi/aws';
import { UNKNOWN, type Recorded } from '../recorded';
import { onAws, statementsOf } from './backups';

const made = (args?: BackupBucketArgs): Promise<Recorded> => onAws(() => {
  const { storeUrl } = new BackupBucket('backups', args);
  return { storeUrl };
});

describe('what is safe by default', () => {
  let told: Recorded;
  beforeAll(async () => {
    told = await made();
  });

  test('private, versioned, and everything in it below the component', () => {
    expect(told.named('backups-bucket-public-access').inputs).toMatchObject({
      blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true,
    });
    expect(told.named('backups-bucket-ownership').inputs.rule).toEqual({ objectOwnership: 'BucketOwnerEnforced' });
    expect(told.named('backups-bucket-versioning').inputs.versioningConfiguration).toEqual({ status: 'Enabled' });
    const component = told.named('backups');
    expect(component.type).toBe('redis-ha-constructs:aws:BackupBucket');
    expect(told.resources.filter(({ custom }) => custom).every(({ parent }) => parent === component.urn)).toBe(true);
    expect(component.outputs).toEqual({
      bucketName: 'backups-bucket', encryptionKey: expect.stringMatching(/key\/backups-key$/), storeUrl: 's3://backups-bucket',
    });
  });

  test('bucket, logs and key are kept and protected, and nothing else is', () => {
    const kept = told.resources.filter(({ options }) => options.protect && options.retainOnDelete).map(({ name }) => name);
    expect(kept.sort()).toEqual(['backups-access-logs', 'backups-bucket', 'backups-key']);
    expect(told.resources.filter(({ options }) => options.protect !== options.retainOnDelete)).toEqual([]);
  });

  test('TLS 1.2 and nothing less', () => {
    for (const [name, bucket] of [['backups-bucket-policy', 'backups-bucket'], ['backups-access-logs-policy', 'backups-access-logs']]) {
      expect(statementsOf(told.named(name!).inputs.policy).slice(0, 2)).toEqual(['Bool', 'NumericLessThan'].map((operator) => ({
        Effect: 'Deny', Principal: { AWS: '*' }, Action: ['s3:*'], Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        Condition: { [operator]: operator === 'Bool' ? { 'aws:SecureTransport': 'false' } : { 's3:TlsVersion': 1.2 } },
      })));
    }
  });

  test('a key of its own, rotated, and one request to it for many objects', () => {
    expect(told.named('backups-key').inputs).toMatchObject({ enableKeyRotation: true, deletionWindowInDays: 30 });
    expect(told.named('backups-bucket-encryption').inputs.rules).toEqual([{
      applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: expect.stringContaining('backups-key') }, bucketKeyEnabled: true,
    }]);
  });

  test('no rule deletes a backup by age', () => {
    const { rules } = told.named('backups-bucket-lifecycle').inputs;
    expect(rules.filter(({ expiration }: any) => expiration?.days !== undefined)).toEqual([]);
    expect(rules).toContainEqual(expect.objectContaining({ noncurrentVersionExpiration: { noncurrentDays: 30 } }));
    expect(told.named('backups-bucket-lifecycle').dependencies).toContain(told.named('backups-bucket-versioning').urn);
  });

  test('access logs go to a bucket of its own, which lets the log service in for this bucket only', () => {
    expect(told.named('backups-logging').inputs).toMatchObject({ targetBucket: 'backups-access-logs', targetPrefix: 'project/stack/backups/' });
    expect(statementsOf(told.named('backups-access-logs-policy').inputs.policy)[2]).toEqual({
      Sid: 'AccessLogs', Effect: 'Allow', Principal: { Service: 'logging.s3.amazonaws.com' }, Action: ['s3:PutObject'],
      Resource: ['arn:aws:s3:::backups-access-logs/project/stack/backups/*'],
      Condition: { ArnLike: { 'aws:SourceArn': 'arn:aws:s3:::backups-bucket' }, StringEquals: { 'aws:SourceAccount': '123456789012' } },
    });
    expect(told.named('backups-access-logs-encryption').inputs.rules).toEqual([{ applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } }]);
  });

  test('no Object Lock, no copies, no warning', () => {
    expect(told.ofType('aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration')).toEqual([]);
    expect(told.ofType('aws:s3/bucketReplicationConfig:BucketReplicationConfig')).toEqual([]);
    expect(told.logged).toEqual([]);
  });
});

test('in a preview, where nothing is known, the same resources come', async () => {
  const program = (): BackupBucket => new BackupBucket('backups', {
    objectLock: { mode: 'governance', duration: '14d' }, replicas: [{ bucket: new aws.s3.Bucket('there') }],
  });
  const names = (told: Recorded): string[] => told.resources.map(({ name }) => name).sort();
  const told = await onAws(program, { preview: true });
  expect(names(told)).toEqual(names(await onAws(program)));
  expect(told.named('backups-bucket-policy').inputs.policy).toBe(UNKNOWN);
});

test('Object Lock, in the mode and for the time given, also for a bucket that exists', async () => {
  const told = await made({ objectLock: { mode: 'compliance', duration: '35d' } });
  expect(told.named('backups-object-lock').inputs).toMatchObject({
    objectLockEnabled: 'Enabled', rule: { defaultRetention: { mode: 'COMPLIANCE', days: 35 } },
  });
  expect(told.named('backups-bucket').inputs.objectLockEnabled).toBeUndefined();
});

test('colder classes: snapshots move, manifests stay readable, what must be thawed is told', async () => {
  const told = await made({ transitions: [{ storageClass: 'STANDARD_IA', after: '30d' }, { storageClass: 'GLACIER', after: '90d' }] });
  expect(told.named('backups-bucket-lifecycle').inputs.rules).toContainEqual({
    id: 'colder', status: 'Enabled', filter: { objectSizeGreaterThan: 131_072 },
    transitions: [{ storageClass: 'STANDARD_IA', days: 30 }, { storageClass: 'GLACIER', days: 90 }],
  });
  expect(told.logged.join()).toMatch(/frozenBackups: backups: transitions: backups in GLACIER must be thawed/);
});

test('what is given is used: key, bucket for logs, tags', async () => {
  const told = await made({
    encryptionKey: 'arn:aws:kms:eu-central-1:123456789012:key/given', eventBridgeEnabled: true, tags: { team: 'data' },
    accessLogsBucket: { bucket: 'all-the-logs', arn: 'arn:aws:s3:::all-the-logs', region: 'eu-central-1' },
  });
  expect(told.ofType('aws:kms/key:Key')).toEqual([]);
  expect(told.ofType('aws:s3/bucket:Bucket').map(({ name }) => name)).toEqual(['backups-bucket']);
  expect(told.named('backups-logging').inputs.targetBucket).toBe('all-the-logs');
  expect(told.named('backups-notifications').inputs.eventbridge).toBe(true);
  expect(told.named('backups-bucket').inputs.tags).toEqual({ team: 'data' });
});

test('destroyed on demand, with a warning, and protected only if that is wanted', async () => {
  const told = await made({ removalPolicy: 'destroy' });
  expect(told.named('backups-bucket').options).toMatchObject({ protect: false, retainOnDelete: false });
  expect(told.logged.join()).toMatch(/backupsLeaveWithTheStack/);
  expect((await made({ protect: false })).named('backups-key').options).toMatchObject({ protect: false, retainOnDelete: true });
});

test.each<[string, BackupBucketArgs, RegExp]>([
  ['transitions', { transitions: [{ storageClass: 'STANDARD_IA', after: '7d' }] }, /^backups: transitions\[0\]\.after: got 7 days/],
  ['an output', { transitions: [{ storageClass: 'STANDARD_IA', after: pulumi.output('30d') as any }] }, /transitions\[0\]\.after: is an output/],
  ['keepDeleted', { keepDeleted: '12h' }, /keepDeleted: got 0\.5; give a whole number from 1/],
  ['abortUploadsAfter', { abortUploadsAfter: '36h' }, /abortUploadsAfter: got 1\.5/],
  ['accessLogRetention', { accessLogRetention: 'a year' }, /accessLogRetention: got "a year"; give a duration/],
  ['lock', { objectLock: { mode: 'legal' as any, duration: '1d' } }, /objectLock\.mode: got "legal"/],
  ['lock duration', { objectLock: { mode: 'governance', duration: '1h' } }, /objectLock\.duration: got 0\.04/],
  ['removalPolicy', { removalPolicy: 'snapshot' as any }, /removalPolicy: got "snapshot"; use 'retain' or 'destroy'/],
])('%s: an error that names the argument', async (_, args, message) => {
  await expect(made(args)).rejects.toThrow(message);
});

test('a name that no bucket can begin with is refused', async () => {
  await expect(onAws(() => new BackupBucket('Backups'))).rejects.toThrow(/Backups: name: got "Backups"/);
});

test('a bucket that exists grants, too', async () => {
  const told = await onAws(() => {
    const imported = BackupBucket.fromBackupBucketAttributes({ bucketName: 'old', encryptionKey: 'arn:key' });
    imported.grantRestore('restores', 'a-role', 'cache');
    return { store: imported.storeUrl, region: imported.bucket.region };
  });
  expect(told.outputs).toEqual({ store: 's3://old', region: 'eu-central-1' });
  expect(statementsOf(told.named('restores').inputs.policy).map(({ Sid, Resource }) => [Sid, Resource[0]])).toEqual([
    ['Read', 'arn:aws:s3:::old/cache/*'], ['List', 'arn:aws:s3:::old'], ['Key', 'arn:key'],
  ]);
});

test('rights are those of lib/aws, in the bucket\'s own place', async () => {
  const told = await onAws(() => {
    const bucket = new BackupBucket('backups');
    bucket.grantBackup('b', 'role', 'cache');
    bucket.grantVerify('v', 'role', 'cache');
    bucket.grantPrune('p', 'role', 'cache');
  });
  const actions = (name: string): string[] =>
    statementsOf(told.named(name).inputs.policy).flatMap(({ Action }) => Action as string[]);
  expect(actions('b')).toEqual(expect.arrayContaining(['s3:PutObject', 'kms:GenerateDataKey']));
  expect(actions('v')).not.toContain('s3:DeleteObject');
  expect(actions('p')).toEqual(expect.arrayContaining(['s3:DeleteObjectVersion', 's3:GetObjectRetention']));
});
