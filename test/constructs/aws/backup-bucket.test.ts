import { Duration, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BackupBucket, type BackupBucketProps } from '../../../constructs/aws';
import { anApp, aStack, flat, warnings } from './stacks';

interface Made {
  readonly stack: Stack;
  readonly backups: BackupBucket;
  readonly template: () => Template;
  /** The bucket's own resource. */
  readonly bucket: () => any;
}

function made(props: BackupBucketProps = {}, stack = aStack()): Made {
  const backups = new BackupBucket(stack, 'Backups', props);
  const template = (): Template => Template.fromStack(stack);
  const id = stack.getLogicalId(backups.bucket.node.defaultChild as s3.CfnBucket);
  return { stack, backups, template, bucket: () => template().toJSON().Resources[id] };
}

describe('what is safe by default', () => {
  const { template, bucket } = made();
  const { Properties, DeletionPolicy, UpdateReplacePolicy } = bucket();

  test('private, versioned, kept when it leaves the stack', () => {
    expect(Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true,
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      VersioningConfiguration: { Status: 'Enabled' },
    });
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['Retain', 'Retain']);
    expect(Properties.ObjectLockEnabled).toBeUndefined();
  });

  test('TLS 1.2 and nothing less', () => {
    template().hasResourceProperties('AWS::S3::BucketPolicy', {
      PolicyDocument: { Statement: Match.arrayWith([
        Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        Match.objectLike({ Effect: 'Deny', Action: 's3:*', Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } }),
      ]) },
    });
  });

  test('a key of its own, rotated, kept, and one request to it for many objects', () => {
    template().hasResource('AWS::KMS::Key', {
      Properties: { EnableKeyRotation: true, PendingWindowInDays: 30 }, DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain',
    });
    const [encryption] = Properties.BucketEncryption.ServerSideEncryptionConfiguration;
    expect(encryption).toMatchObject({ BucketKeyEnabled: true, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms' } });
  });

  test('mistake 10 of the usual script: no rule deletes a backup by age, the last good one with it', () => {
    const rules = Properties.LifecycleConfiguration.Rules as Record<string, unknown>[];
    expect(rules.flatMap((rule) => Object.keys(rule)).filter((name) => /^Expiration(InDays|Date)$/.test(name))).toEqual([]);
    expect(rules).toContainEqual(expect.objectContaining({ NoncurrentVersionExpiration: { NoncurrentDays: 30 } }));
    expect(rules).toContainEqual(expect.objectContaining({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } }));
    expect(rules.some(({ Transitions }) => Transitions !== undefined)).toBe(false);
  });

  test('access logs go to a bucket of its own, which lets the log service in for this bucket only', () => {
    const logs = Properties.LoggingConfiguration.DestinationBucketName.Ref as string;
    expect(Properties.LoggingConfiguration.LogFilePrefix).toBe('Test/Backups/Resource/');
    template().hasResourceProperties('AWS::S3::BucketPolicy', {
      Bucket: { Ref: logs },
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({
        Effect: 'Allow', Action: 's3:PutObject', Principal: { Service: 'logging.s3.amazonaws.com' },
        Condition: { ArnLike: { 'aws:SourceArn': Match.anyValue() }, StringEquals: { 'aws:SourceAccount': '123456789012' } },
      })]) },
    });
  });
});

test('a rule that expires objects is an error, whoever adds it', () => {
  const { backups, template } = made();
  backups.bucket.addLifecycleRule({ id: 'old', expiration: Duration.days(90) });
  expect(template).toThrow(/lifecycle rule "old" deletes backups by age.*redis-ha backups prune/);
});

test('Object Lock, in the mode and for the time given', () => {
  expect(made({ objectLock: s3.ObjectLockRetention.compliance(Duration.days(35)) }).bucket().Properties).toMatchObject({
    ObjectLockEnabled: true,
    ObjectLockConfiguration: { ObjectLockEnabled: 'Enabled', Rule: { DefaultRetention: { Days: 35, Mode: 'COMPLIANCE' } } },
  });
});

test('colder classes: snapshots move, manifests stay readable', () => {
  const { bucket, stack } = made({
    transitions: [
      { storageClass: s3.StorageClass.INFREQUENT_ACCESS, after: Duration.days(30) },
      { storageClass: s3.StorageClass.GLACIER, after: Duration.days(90) },
    ],
  });
  expect(bucket().Properties.LifecycleConfiguration.Rules).toContainEqual({
    Id: 'colder', Status: 'Enabled', ObjectSizeGreaterThan: 131_072,
    Transitions: [{ StorageClass: 'STANDARD_IA', TransitionInDays: 30 }, { StorageClass: 'GLACIER', TransitionInDays: 90 }],
  });
  expect(warnings(stack).join()).toMatch(/transitions: backups in GLACIER must be thawed/);
});

test.each<[string, BackupBucketProps, RegExp]>([
  ['transitions', { transitions: [{ storageClass: s3.StorageClass.INFREQUENT_ACCESS, after: Duration.days(7) }] }, /Test\/Backups: transitions\[0\]\.after: got 7 days/],
  ['a transition known at deployment only', { transitions: [{ storageClass: s3.StorageClass.INFREQUENT_ACCESS, after: Duration.days(Token.asNumber({ Ref: 'Days' })) }] },
    /transitions\[0\]\.after: its value is only known at deployment; give a literal Duration/],
  ['keepDeleted', { keepDeleted: Duration.hours(12) }, /keepDeleted: got 0\.5; give a whole number from 1/],
  ['abortUploadsAfter', { abortUploadsAfter: Duration.hours(36) }, /abortUploadsAfter: got 1\.5/],
  ['accessLogRetention', { accessLogRetention: Duration.hours(1) }, /accessLogRetention: got 0\.04/],
])('%s: an error that names the prop', (_, props, message) => {
  expect(() => made(props)).toThrow(message);
});

test('a key and a bucket for logs that are given are used', () => {
  const stack = aStack();
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Given', 'arn:aws:kms:eu-central-1:123456789012:key/given');
  const accessLogsBucket = s3.Bucket.fromBucketName(stack, 'Logs', 'all-the-logs');
  const { template, bucket, backups } = made({ encryptionKey, accessLogsBucket }, stack);
  template().resourceCountIs('AWS::KMS::Key', 0);
  template().resourceCountIs('AWS::S3::Bucket', 1);
  expect(bucket().Properties.LoggingConfiguration.DestinationBucketName).toBe('all-the-logs');
  expect(backups.encryptionKey).toBe(encryptionKey);
});

describe('replicas', () => {
  const stack = aStack();
  const { bucket, template, backups } = made({
    replicas: [
      { bucket: s3.Bucket.fromBucketAttributes(stack, 'Region', { bucketName: 'in-ireland', region: 'eu-west-1' }) },
      {
        bucket: s3.Bucket.fromBucketAttributes(stack, 'Account', { bucketName: 'abroad', account: '999999999999' }),
        encryptionKey: kms.Key.fromKeyArn(stack, 'Abroad', 'arn:aws:kms:eu-central-1:999999999999:key/abroad'),
        storageClass: s3.StorageClass.GLACIER_INSTANT_RETRIEVAL,
      },
    ],
  }, stack);
  const rules = bucket().Properties.ReplicationConfiguration.Rules;

  test('everything is copied, deletions are not', () => {
    for (const rule of rules) {
      expect(rule).toMatchObject({
        Status: 'Enabled', Filter: { Prefix: '' }, DeleteMarkerReplication: { Status: 'Disabled' },
        SourceSelectionCriteria: { SseKmsEncryptedObjects: { Status: 'Enabled' } },
      });
    }
  });

  test('to another region with its own key, to another account as that account\'s own', () => {
    expect(JSON.stringify(rules[0].Destination)).toMatch(/arn:.*kms:eu-west-1:123456789012:alias\/aws\/s3/);
    expect(rules[1].Destination).toMatchObject({
      Account: '999999999999', AccessControlTranslation: { Owner: 'Destination' }, StorageClass: 'GLACIER_IR',
      EncryptionConfiguration: { ReplicaKmsKeyID: 'arn:aws:kms:eu-central-1:999999999999:key/abroad' },
    });
  });

  test('the role is S3\'s, for this account only', () => {
    template().hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [Match.objectLike({
        Principal: { Service: 's3.amazonaws.com' }, Condition: Match.objectLike({ StringEquals: { 'aws:SourceAccount': '123456789012' } }),
      })] },
    });
    expect(backups.replicationRole).toBeDefined();
  });
});

describe('copies that should be there', () => {
  const stack = aStack();
  const ireland = s3.Bucket.fromBucketAttributes(stack, 'Region', { bucketName: 'in-ireland', region: 'eu-west-1' });
  const topic = new sns.Topic(stack, 'Topic');
  const { bucket, template, backups } = made({
    replicas: [
      { bucket: ireland, timeControl: true, copyDeleteMarkers: true }, { bucket: ireland, lateAfter: Duration.minutes(20) },
      { bucket: ireland },
    ],
    copyAlarmActions: [new SnsAction(topic)],
  }, stack);
  const rules = bucket().Properties.ReplicationConfiguration.Rules;

  test('S3 is held to a time where that is wanted, and measures either way', () => {
    expect(rules[0].Destination).toMatchObject({
      ReplicationTime: { Status: 'Enabled', Time: { Minutes: 15 } }, Metrics: { Status: 'Enabled', EventThreshold: { Minutes: 15 } },
    });
    expect(rules[1].Destination.ReplicationTime).toBeUndefined();
    expect(rules[1].Destination.Metrics).toEqual({ Status: 'Enabled' });
  });

  test('delete markers are copied where that is wanted, and the role may', () => {
    expect(rules.map(({ DeleteMarkerReplication }: any) => DeleteMarkerReplication.Status)).toEqual(['Enabled', 'Disabled', 'Disabled']);
    expect(JSON.stringify(template().toJSON())).toContain('s3:ReplicateDelete');
    const { template: without } = made({ replicas: [{ bucket: s3.Bucket.fromBucketName(aStack(), 'Other', 'other') }] });
    expect(JSON.stringify(without().toJSON())).not.toContain('s3:ReplicateDelete');
  });

  test('late copies and failed ones have an alarm each, for every rule, and somebody is told', () => {
    const alarms = Object.values(template().findResources('AWS::CloudWatch::Alarm')).map(({ Properties }: any) => Properties);
    expect(backups.copyAlarms).toHaveLength(6);
    expect(alarms.filter(({ MetricName }) => MetricName === 'ReplicationLatency').map(({ Threshold }) => Threshold)).toEqual([900, 1200, 3600]);
    expect(alarms.filter(({ MetricName }) => MetricName === 'OperationsFailedReplication')).toHaveLength(3);
    for (const { Dimensions, AlarmActions, Namespace } of alarms) {
      expect(Namespace).toBe('AWS/S3');
      expect(Dimensions.map(({ Name }: any) => Name).sort()).toEqual(['DestinationBucket', 'RuleId', 'SourceBucket']);
      expect(AlarmActions).toHaveLength(1);
    }
    expect(new Set(alarms.map(({ Dimensions }) => JSON.stringify(Dimensions))).size).toBe(3);
  });
});

test('a bucket of another account without a key is refused', () => {
  const stack = aStack();
  const bucket = s3.Bucket.fromBucketAttributes(stack, 'Account', { bucketName: 'abroad', account: '999999999999' });
  expect(() => made({ replicas: [{ bucket }] }, stack)).toThrow(/replicas\[0\]\.encryptionKey: none given for a bucket of account 999999999999/);
});

describe('grants', () => {
  function granted(grant: (bucket: BackupBucket, role: iam.Role) => unknown): any[] {
    const { stack, backups } = made();
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    grant(backups, role);
    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy')) as any[];
    return policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
  }
  const actions = (statements: any[]): string[] => statements.flatMap(({ Action }) => Action as string | string[]).sort();

  test('backing up', () => {
    const statements = granted((bucket, role) => bucket.grantBackup(role, 'cache'));
    const deleting = statements.filter(({ Action }) => [Action].flat().some((action: string) => action.includes('Delete')));
    expect(deleting.map(({ Resource }) => flat(Resource))).toEqual([expect.stringMatching(/\/cache\/lease\/\*$/)]);
    expect(statements).toContainEqual(expect.objectContaining({ Action: 's3:PutObject', Condition: { Null: { 's3:if-none-match': 'false' } } }));
  });

  test('restoring, verifying, pruning', () => {
    expect(actions(granted((bucket, role) => bucket.grantRestore(role, 'cache')))).toEqual(['kms:Decrypt', 's3:GetObject', 's3:ListBucket']);
    expect(actions(granted((bucket, role) => bucket.grantVerify(role, 'cache')))).toContain('s3:PutObject');
    expect(actions(granted((bucket, role) => bucket.grantPrune(role, 'cache')))).toContain('s3:DeleteObjectVersion');
  });

  test('an imported bucket grants too', () => {
    const stack = new Stack(anApp(), 'Test');
    const bucket = BackupBucket.fromBackupBucketAttributes(stack, 'Imported', {
      bucketName: 'backups', encryptionKey: kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:123456789012:key/k'),
    });
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.AccountRootPrincipal() });
    bucket.grantRestore(role, 'cache').assertSuccess();
    expect(stack.resolve(bucket.storeUrl)).toBe('s3://backups');
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', { PolicyDocument: { Statement: Match.arrayWith([
      Match.objectLike({ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:eu-central-1:123456789012:key/k' }),
    ]) } });
  });
});

test('metrics are S3\'s own, once a day', () => {
  const { backups, stack } = made();
  expect(stack.resolve(backups.metricStandardBytes().toMetricConfig().metricStat)).toMatchObject({ namespace: 'AWS/S3', metricName: 'BucketSizeBytes' });
  expect(backups.metricObjects({ statistic: 'max' }).statistic).toBe('Maximum');
});

test('removalPolicy DESTROY lets the key go with the backups, and says so', () => {
  const { stack, bucket } = made({ removalPolicy: RemovalPolicy.DESTROY });
  expect(bucket().DeletionPolicy).toBe('Delete');
  expect(warnings(stack).join()).toMatch(/removalPolicy: the key is deleted with the stack/);
});

test('environment-agnostic', () => {
  const { template } = made({}, new Stack(anApp(), 'Agnostic'));
  expect(JSON.stringify(template().toJSON())).toContain('"AWS::AccountId"');
});
