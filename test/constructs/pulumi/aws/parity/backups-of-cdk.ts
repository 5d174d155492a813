import { conditionsOf, grantsOf, type BackupFacts } from './backups';

/** Logical ids of the template, without their hash, by what they are. */
const LABELS: Record<string, string> = {
  BackupsKey: 'key', Backups: 'bucket', BackupsAccessLogsBucket: 'logs', BackupsReplicationRole: 'role of copies',
  ScheduleDeadLetters: 'queue', ScheduleBackupsLog: 'log', ScheduleBackupsRole: 'role of function',
  ScheduleBackupsFunction: 'function',
  ScheduleBackupsSecurityGroup: 'group', ScheduleTriggerGroup: 'schedules', ScheduleTriggerRole: 'role of schedule',
};

/** Facts of a template with a bucket `Backups` and a schedule `Schedule`. */
export function backupFactsOfCdk(template: any): BackupFacts {
  const resources: [string, any][] = Object.entries(template.Resources);
  const label = (id: string): string => `<${LABELS[id.replace(/[0-9A-F]{8}$/, '')] ?? id}>`;
  const read = (value: any): any => {
    if (Array.isArray(value)) {
      return value.map(read);
    }
    if (value === null || typeof value !== 'object') {
      return value;
    }
    if (value.Ref) {
      return { 'AWS::Partition': 'aws', 'AWS::AccountId': '123456789012' }[value.Ref as string] ?? label(value.Ref);
    }
    if (value['Fn::GetAtt']) {
      const of = label(value['Fn::GetAtt'][0]);
      return of === '<log>' ? `${of}:*` : of;
    }
    if (value['Fn::Join']) {
      return value['Fn::Join'][1].map(read).join(value['Fn::Join'][0]);
    }
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, read(member)]));
  };
  const all = (type: string): any[] => resources.filter(([, { Type }]) => Type === type)
    .map(([id, resource]) => ({ ...read(resource.Properties), label: label(id), kept: resource.DeletionPolicy === 'Retain' }));
  const one = (type: string, what: string): any => all(type).find((resource) => resource.label === `<${what}>`);
  const bucketFacts = (what: string): any => {
    const bucket = one('AWS::S3::Bucket', what);
    const [encryption] = bucket.BucketEncryption.ServerSideEncryptionConfiguration;
    const { ServerSideEncryptionByDefault: sse, BucketKeyEnabled = false } = encryption;
    return {
      access: Object.values(bucket.PublicAccessBlockConfiguration),
      ownership: bucket.OwnershipControls.Rules[0].ObjectOwnership,
      encryption: [sse.SSEAlgorithm, sse.KMSMasterKeyID, BucketKeyEnabled],
      versioning: bucket.VersioningConfiguration?.Status,
      lifecycle: bucket.LifecycleConfiguration.Rules.map((rule: any) => ({
        id: rule.Id, status: rule.Status, expires: rule.ExpirationInDays, markers: rule.ExpiredObjectDeleteMarker,
        noncurrent: rule.NoncurrentVersionExpiration?.NoncurrentDays,
        uploads: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation,
        larger: rule.ObjectSizeGreaterThan,
        moves: rule.Transitions?.map((move: any) => [move.StorageClass, move.TransitionInDays]),
      })),
      lock: bucket.ObjectLockConfiguration && Object.values(bucket.ObjectLockConfiguration.Rule.DefaultRetention).sort(),
      kept: bucket.kept,
    };
  };
  const bucket = one('AWS::S3::Bucket', 'bucket');
  const key = one('AWS::KMS::Key', 'key');
  const lambda = one('AWS::Lambda::Function', 'function');
  const events = all('AWS::Lambda::EventInvokeConfig')[0];
  const queue = one('AWS::SQS::Queue', 'queue');
  const schedule = all('AWS::Scheduler::Schedule')[0];
  const group = one('AWS::EC2::SecurityGroup', 'group');
  const { LogFilePrefix: prefix, DestinationBucketName: to } = bucket.LoggingConfiguration;
  const without = (statement: any): any => JSON.parse(JSON.stringify(statement).replaceAll(prefix as string, '<prefix>'));
  return {
    'bucket': bucketFacts('bucket'),
    'bucket for logs': bucketFacts('logs'),
    'logging': { to },
    'prefix of access logs': prefix,
    'Object Lock of the bucket itself': bucket.ObjectLockEnabled,
    'policies of buckets and queue': Object.fromEntries([...all('AWS::S3::BucketPolicy'), ...all('AWS::SQS::QueuePolicy')]
      .map(({ Bucket, Queues, PolicyDocument }) => [Bucket ?? Queues[0], grantsOf(PolicyDocument.Statement.map(without))])),
    'key': [key.EnableKeyRotation, key.PendingWindowInDays, key.Description, key.kept],
    'policy of the key': key.KeyPolicy === undefined ? 'the account\'s default' : 'written down',
    'copies': bucket.ReplicationConfiguration.Rules.map(({ Destination: to, ...rule }: any) => [
      rule.Id, rule.Priority, rule.Status, rule.Filter.Prefix, rule.DeleteMarkerReplication.Status,
      rule.SourceSelectionCriteria.SseKmsEncryptedObjects.Status,
      to.Bucket, to.StorageClass, to.Account, to.AccessControlTranslation?.Owner, to.EncryptionConfiguration.ReplicaKmsKeyID,
      to.Metrics.Status, to.Metrics.EventThreshold?.Minutes, to.ReplicationTime?.Time.Minutes,
    ]),
    'events to EventBridge': all('Custom::S3BucketNotifications').map(() => 'custom resource').join(),
    'trust': Object.fromEntries(all('AWS::IAM::Role').filter((role) => role.label.includes('role of'))
      .map((role) => [role.label, role.AssumeRolePolicyDocument.Statement
        .map(({ Condition, Principal }: any) => [Principal, conditionsOf(Condition)])])),
    'rights': Object.fromEntries(['copies', 'function', 'schedule'].map((of) => [of, grantsOf(all('AWS::IAM::Policy')
      .filter(({ Roles }) => Roles[0] === `<role of ${of}>`).flatMap(({ PolicyDocument }) => PolicyDocument.Statement))])),
    'function': [
      lambda.Runtime, lambda.Architectures, lambda.Handler, lambda.MemorySize, lambda.Timeout,
      lambda.ReservedConcurrentExecutions,
      lambda.VpcConfig, lambda.LoggingConfig.LogGroup, JSON.parse(lambda.Environment.Variables.REDIS_HA_BACKUP),
      lambda.Description,
    ],
    'failed runs': [events.MaximumRetryAttempts, events.MaximumEventAgeInSeconds, events.DestinationConfig.OnFailure.Destination],
    'queue': [queue.SqsManagedSseEnabled, queue.MessageRetentionPeriod],
    'log': all('AWS::Logs::LogGroup').map(({ RetentionInDays, kept }) => [RetentionInDays, kept]),
    'network': [
      ...group.SecurityGroupEgress.map((rule: any) =>
        ['out', '<group>', rule.CidrIp, rule.FromPort, rule.ToPort, rule.Description]),
      ...all('AWS::EC2::SecurityGroupEgress').map((rule) =>
        ['out', rule.GroupId, rule.DestinationSecurityGroupId, rule.FromPort, rule.ToPort, rule.Description]),
      ...all('AWS::EC2::SecurityGroupIngress').map((rule) =>
        ['in', rule.GroupId, rule.SourceSecurityGroupId, rule.FromPort, rule.ToPort, rule.Description]),
    ].sort(),
    'schedule': [schedule.ScheduleExpression, schedule.ScheduleExpressionTimezone, schedule.State,
    schedule.FlexibleTimeWindow.Mode,
      schedule.FlexibleTimeWindow.MaximumWindowInMinutes, schedule.Target.Arn, schedule.Target.RoleArn,
      schedule.Target.DeadLetterConfig.Arn,
      schedule.Target.RetryPolicy.MaximumEventAgeInSeconds, schedule.Target.RetryPolicy.MaximumRetryAttempts],
    'alarms': all('AWS::CloudWatch::Alarm').map((alarm) => [alarm.AlarmDescription, alarm.Namespace, alarm.MetricName,
    alarm.Statistic,
      Object.fromEntries(alarm.Dimensions.map(({ Name, Value }: any) => [Name, Value])), alarm.Period, alarm.Threshold,
      alarm.ComparisonOperator,
      alarm.EvaluationPeriods, alarm.DatapointsToAlarm, alarm.TreatMissingData, alarm.AlarmActions]).sort(),
    'protected': [],
  };
}
