import type { Recorded } from '../../recorded';
import { conditionsOf, grantsOf, type BackupFacts } from './backups';

/** Names of a program by what they are; longer ones first, since some begin with others. */
const LABELS: [RegExp, string][] = [
  [/arn:aws:kms:[^"]*:key\/backups-key/g, '<key>'],
  [/(arn:aws:s3:::)?backups-access-logs/g, '<logs>'],
  [/(arn:aws:s3:::)?backups-bucket/g, '<bucket>'],
  [/(arn:aws:iam::\d+:role\/)?backups-replication-role/g, '<role of copies>'],
  [/(arn:aws:sqs:[^"]*:)?schedule-dead-letters/g, '<queue>'],
  [/(arn:aws:logs:[^"]*:log-group:)?schedule-log/g, '<log>'],
  [/(arn:aws:iam::\d+:role\/)?schedule-trigger-role/g, '<role of schedule>'],
  [/(arn:aws:scheduler:[^"]*:schedule-group\/)?schedule-trigger-group/g, '<schedules>'],
  [/(arn:aws:iam::\d+:role\/)?schedule-role/g, '<role of function>'],
  [/(arn:aws:lambda:[^"]*:function:)?schedule-function/g, '<function>'],
  [/schedule-security-group-id/g, '<group>'],
];

/** Facts of a program with a bucket `backups` and a schedule `schedule`. */
export function backupFactsOfPulumi({ resources }: Recorded): BackupFacts {
  const read = (inputs: any): any =>
    JSON.parse(LABELS.reduce((words, [pattern, label]) => words.replace(pattern, label), JSON.stringify(inputs)));
  const all = (kind: string): any[] => resources.filter(({ type }) => type.endsWith(`:${kind}`))
    .map(({ name, inputs, options }) => ({ ...read(inputs), resource: name, kept: options.retainOnDelete }));
  const named = (name: string): any => {
    const found = resources.find((resource) => resource.name === name);
    return found && { ...read(found.inputs), kept: found.options.retainOnDelete };
  };
  const statementsIn = ({ policy }: any): any[] => JSON.parse(policy).Statement as any[];
  const bucketFacts = (name: string): any => {
    const [block, encryption] = [named(`${name}-public-access`), named(`${name}-encryption`).rules[0]];
    const sse = encryption.applyServerSideEncryptionByDefault;
    const lock = name === 'backups-bucket' ? named('backups-object-lock')?.rule.defaultRetention : undefined;
    return {
      access: [block.blockPublicAcls, block.blockPublicPolicy, block.ignorePublicAcls, block.restrictPublicBuckets],
      ownership: named(`${name}-ownership`).rule.objectOwnership,
      encryption: [sse.sseAlgorithm, sse.kmsMasterKeyId, encryption.bucketKeyEnabled ?? false],
      versioning: named(`${name}-versioning`)?.versioningConfiguration.status,
      lifecycle: named(`${name}-lifecycle`).rules.map((rule: any) => ({
        id: rule.id, status: rule.status, expires: rule.expiration?.days, markers: rule.expiration?.expiredObjectDeleteMarker,
        noncurrent: rule.noncurrentVersionExpiration?.noncurrentDays,
        uploads: rule.abortIncompleteMultipartUpload?.daysAfterInitiation,
        larger: rule.filter.objectSizeGreaterThan,
        moves: rule.transitions?.map((move: any) => [move.storageClass, move.days]),
      })),
      lock: lock && Object.values(lock).sort(),
      kept: named(name).kept,
    };
  };
  const key = named('backups-key');
  const lambda = named('schedule-function');
  const events = named('schedule-events');
  const queue = named('schedule-dead-letters');
  const schedule = named('schedule-trigger');
  const logging = named('backups-logging');
  const without = (statement: any): any =>
    JSON.parse(JSON.stringify(statement).replaceAll(logging.targetPrefix as string, '<prefix>'));
  const roles = { copies: 'backups-replication-role', function: 'schedule-role', schedule: 'schedule-trigger-role' };
  return {
    'bucket': bucketFacts('backups-bucket'),
    'bucket for logs': bucketFacts('backups-access-logs'),
    'logging': { to: logging.targetBucket },
    'prefix of access logs': logging.targetPrefix,
    'Object Lock of the bucket itself': named('backups-bucket').objectLockEnabled,
    'policies of buckets and queue': Object.fromEntries([
      ...all('BucketPolicy').map((policy) => [policy.bucket, grantsOf(statementsIn(policy).map(without))]),
      ...all('QueuePolicy').map((policy) => [policy.queueUrl.replace('-id', ''), grantsOf(statementsIn(policy))]),
    ]),
    'key': [key.enableKeyRotation, key.deletionWindowInDays, key.description, key.kept],
    'policy of the key': key.policy === undefined ? 'the account\'s default' : 'written down',
    'copies': named('backups-replication').rules.map(({ destination: to, ...rule }: any) => [
      rule.id, rule.priority, rule.status, rule.filter.prefix, rule.deleteMarkerReplication.status,
      rule.sourceSelectionCriteria.sseKmsEncryptedObjects.status,
      to.bucket, to.storageClass, to.account, to.accessControlTranslation?.owner, to.encryptionConfiguration.replicaKmsKeyId,
      to.metrics.status, to.metrics.eventThreshold?.minutes, to.replicationTime?.time.minutes,
    ]),
    'events to EventBridge': all('BucketNotification').map(() => 'resource of its own').join(),
    'trust': Object.fromEntries(Object.entries(roles).map(([of, name]) => [`<role of ${of}>`,
      JSON.parse(named(name).assumeRolePolicy).Statement
        .map(({ Condition, Principal }: any) => [Principal, conditionsOf(Condition)])])),
    'rights': Object.fromEntries(Object.keys(roles).map((of) => [of, grantsOf(all('RolePolicy')
      .filter(({ role }) => role === `<role of ${of}>`).flatMap(statementsIn))])),
    'function': [
      lambda.runtime, lambda.architectures, lambda.handler, lambda.memorySize, lambda.timeout,
      lambda.reservedConcurrentExecutions,
      { SecurityGroupIds: lambda.vpcConfig.securityGroupIds, SubnetIds: lambda.vpcConfig.subnetIds },
      lambda.loggingConfig.logGroup, JSON.parse(lambda.environment.variables.REDIS_HA_BACKUP), lambda.description,
    ],
    'failed runs': [events.maximumRetryAttempts, events.maximumEventAgeInSeconds, events.destinationConfig.onFailure.destination],
    'queue': [queue.sqsManagedSseEnabled, queue.messageRetentionSeconds],
    'log': all('LogGroup').map(({ retentionInDays, kept }) => [retentionInDays, kept]),
    'network': [
      ...all('SecurityGroupEgressRule').map((rule) => ['out', ...ends(rule)]),
      ...all('SecurityGroupIngressRule').map((rule) => ['in', ...ends(rule)]),
    ].sort(),
    'schedule': [schedule.scheduleExpression, schedule.scheduleExpressionTimezone, schedule.state,
    schedule.flexibleTimeWindow.mode,
      schedule.flexibleTimeWindow.maximumWindowInMinutes, schedule.target.arn, schedule.target.roleArn,
      schedule.target.deadLetterConfig.arn,
      schedule.target.retryPolicy.maximumEventAgeInSeconds, schedule.target.retryPolicy.maximumRetryAttempts],
    'alarms': all('MetricAlarm').map((alarm) => [
      alarm.alarmDescription, alarm.namespace, alarm.metricName, alarm.statistic, alarm.dimensions,
      alarm.period, alarm.threshold, alarm.comparisonOperator, alarm.evaluationPeriods, alarm.datapointsToAlarm,
      alarm.treatMissingData, alarm.alarmActions,
    ]).sort(),
    'protected': resources.filter(({ options }) => options.protect).map(({ name }) => name),
  };
}

function ends({ securityGroupId, referencedSecurityGroupId, cidrIpv4, fromPort, toPort, description }: any): unknown[] {
  return [securityGroupId, referencedSecurityGroupId ?? cidrIpv4, fromPort, toPort, description];
}
