import { Duration } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BackupBucket, type BackupReplica } from '../../../constructs/aws';
import { CopyAlarms } from '../../../constructs/aws/copy-alarms';
import { resourcesOf } from './regions';
import { aStack } from './stacks';

function alarms(lateAfter = Duration.minutes(20)): Record<string, any> {
  const stack = aStack();
  new CopyAlarms(stack, 'Alarms', {
    from: 'backups', to: 'backups-elsewhere', ruleId: 'copy-2', lateAfter,
    actions: [new SnsAction(sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-central-1:123456789012:redis'))],
  });
  return Object.fromEntries(resourcesOf(Template.fromStack(stack).toJSON(), 'AWS::CloudWatch::Alarm')
    .map((alarm) => [alarm.MetricName as string, alarm]));
}

const { ReplicationLatency: late, OperationsFailedReplication: failed } = alarms();

test('the metrics that S3 publishes for one rule between two buckets', () => {
  for (const alarm of [late, failed]) {
    expect(alarm.Namespace).toBe('AWS/S3');
    expect(Object.fromEntries(alarm.Dimensions.map(({ Name, Value }: any) => [Name, Value]))).toEqual({
      SourceBucket: 'backups', DestinationBucket: 'backups-elsewhere', RuleId: 'copy-2',
    });
  }
});

test('late is the oldest copy that is due, in seconds, beyond what was declared', () => {
  expect(late).toMatchObject({ Statistic: 'Maximum', Threshold: 1200, ComparisonOperator: 'GreaterThanThreshold' });
  expect(alarms(Duration.hours(2)).ReplicationLatency.Threshold).toBe(7200);
});

test('one copy that failed is enough: S3 does not try it again', () => {
  expect(failed).toMatchObject({
    Statistic: 'Sum', Threshold: 1, ComparisonOperator: 'GreaterThanOrEqualToThreshold', EvaluationPeriods: 1,
  });
  expect(failed.AlarmDescription).toContain('S3 Batch Replication');
});

test('nothing to copy is no alarm, and every alarm tells somebody', () => {
  expect([late, failed].map(({ TreatMissingData }) => TreatMissingData as string)).toEqual(['notBreaching', 'notBreaching']);
  expect([late, failed].map(({ AlarmActions }) => AlarmActions as string[])).toEqual(
    [['arn:aws:sns:eu-central-1:123456789012:redis'], ['arn:aws:sns:eu-central-1:123456789012:redis']]);
});

test.each<[string, Partial<BackupReplica>, number]>([
  ['an hour', {}, 3600], ['the time that S3 undertakes', { timeControl: true }, 900],
  ['what was declared', { timeControl: true, lateAfter: Duration.minutes(5) }, 300],
])('a replica of BackupBucket is late after %s', (_, replica, seconds) => {
  const stack = aStack();
  const bucket = s3.Bucket.fromBucketAttributes(stack, 'Elsewhere', { bucketName: 'backups-elsewhere', region: 'eu-west-1' });
  new BackupBucket(stack, 'Backups', { replicas: [{ bucket, ...replica }] });
  const template = Template.fromStack(stack).toJSON();
  const [alarm] = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(({ MetricName }) => MetricName === 'ReplicationLatency');
  expect(alarm.Threshold).toBe(seconds);
  // The rule that the alarm names is there: a metric of another one would never come.
  const [{ Id }] = resourcesOf(template, 'AWS::S3::Bucket')
    .flatMap(({ ReplicationConfiguration }) => (ReplicationConfiguration?.Rules ?? []) as any[]);
  expect(alarm.Dimensions).toContainEqual({ Name: 'RuleId', Value: Id });
});
