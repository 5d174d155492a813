import { Duration, Size, Token } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sns from 'aws-cdk-lib/aws-sns';
import { BackupCodec, type BackupScheduleProps, type ExistingRedis } from '../../../constructs/aws';
import { existing, scheduled } from './backups';
import { aStack, flat, warnings } from './stacks';

const words = (value: string | string[]): string[] => [value].flat();
const base = scheduled();
const lambda = base.one('AWS::Lambda::Function', 'Backups/Backups').Properties;
const run = JSON.parse(flat(lambda.Environment.Variables.REDIS_HA_BACKUP));

describe('the function', () => {
  test('is what was built with the library, on Arm, in the private subnets, one at a time, without retry', () => {
    expect(lambda).toMatchObject({
      Handler: 'index.handler', Runtime: 'nodejs24.x', Architectures: ['arm64'], ReservedConcurrentExecutions: 1,
      VpcConfig: { SubnetIds: ['subnet-0123456789abcde01', 'subnet-0123456789abcde02', 'subnet-0123456789abcde03'] },
    });
    expect(base.one('AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({ MaximumRetryAttempts: 0, MaximumEventAgeInSeconds: 1800 });
  });

  test('is told everything, and no password', () => {
    expect(run).toEqual({
      schemaVersion: 1, deployment: 'sessions', nodes: ['10.0.0.1:6379', 'redis-2.internal:6380'], codec: 'auto', fromPrimary: false,
      secretId: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:redis-AbCdEf', tls: false, parallel: 1, verify: true,
      store: expect.stringMatching(/^s3:\/\/<BucketA?.*>$/),
    });
  });

  test('fits into Lambda\'s 4 KB of environment with sixty nodes', () => {
    const nodes = Array.from({ length: 60 }, (_, index) => ({ host: `ip-10-0-${index}-100.eu-central-1.compute.internal` }));
    const { one } = scheduled({}, (stack) => existing(stack, { nodes }));
    expect(JSON.stringify(one('AWS::Lambda::Function', 'Backups/Backups').Properties.Environment).length).toBeLessThan(4096);
  });

  test('reaches the servers and AWS, nothing else', () => {
    const group = base.one('AWS::EC2::SecurityGroup', 'Backups/Backups');
    const inline = group.Properties.SecurityGroupEgress.map(({ FromPort }: any) => FromPort as number);
    expect(inline).toEqual([443]);
    const rules = Object.values(base.template.findResources('AWS::EC2::SecurityGroupEgress')).map(({ Properties }) => Properties);
    expect(rules.map(({ FromPort, DestinationSecurityGroupId }) => [FromPort, DestinationSecurityGroupId]).sort())
      .toEqual([[6379, 'sg-0123456789abcdef0'], [6380, 'sg-0123456789abcdef0']]);
  });

  test('adopt-existing adds the ingress rules', () => {
    const rules = Object.values(base.template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties);
    expect(rules.map(({ FromPort, GroupId }) => [FromPort, GroupId]).sort()).toEqual([[6379, 'sg-0123456789abcdef0'], [6380, 'sg-0123456789abcdef0']]);
  });
});

describe('the function\'s role', () => {
  const statements = base.statements('Backups/Backups/Role');
  const allowed = statements.filter(({ Effect }) => Effect === 'Allow');

  test('can put to that prefix and take nothing away', () => {
    const s3 = allowed.flatMap(({ Action, Resource }) =>
      words(Action).filter((action) => action.startsWith('s3:')).map((action) => [action, flat(Resource)]));
    expect(s3.filter(([action]) => /Bypass|Acl|Retention|LegalHold/.test(action!))).toEqual([]);
    for (const [action, resource] of s3) {
      const lists = action!.startsWith('s3:ListBucket');
      // Old numbers of its lease it may delete; they are in a folder of their own.
      const folder = action!.includes('Delete') ? /\.Arn>\/sessions\/lease\/\*$/ : /\.Arn>\/sessions\/\*$/;
      expect(resource).toMatch(lists ? /\.Arn>$/ : folder);
    }
  });

  test('reads one secret', () => {
    const secrets = allowed.filter(({ Action }) => words(Action).some((action) => action.startsWith('secretsmanager:')));
    expect(secrets.map(({ Resource }) => Resource)).toEqual(['arn:aws:secretsmanager:eu-central-1:123456789012:secret:redis-AbCdEf']);
  });

  test('writes its own log, and no managed policy is attached', () => {
    expect(base.one('AWS::IAM::Role', 'Backups/Backups/Role').Properties.ManagedPolicyArns).toBeUndefined();
    const log = allowed.find(({ Action }) => words(Action).includes('logs:PutLogEvents'));
    expect(flat(log.Resource)).toMatch(/^<.*Log.*\.Arn>$/);
  });

  test('gives the code nothing of what puts it into the VPC', () => {
    expect(statements).toContainEqual(expect.objectContaining({
      Effect: 'Deny', Action: expect.arrayContaining(['ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface']),
      Condition: { ArnEquals: { 'lambda:SourceFunctionArn': { 'Fn::GetAtt': [expect.any(String), 'Arn'] } } },
    }));
  });
});

describe('the schedule', () => {
  const { Properties } = base.one('AWS::Scheduler::Schedule');

  test('every hour, spread over a quarter of it, with one retry policy', () => {
    expect(Properties).toMatchObject({
      ScheduleExpression: 'rate(1 hour)', FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 }, State: 'ENABLED',
      Target: { RetryPolicy: { MaximumRetryAttempts: 5, MaximumEventAgeInSeconds: 900 } },
    });
  });

  test('its role is for this account\'s schedules of this group, and runs this function only', () => {
    const group = base.one('AWS::Scheduler::ScheduleGroup').logicalId;
    expect(base.one('AWS::IAM::Role', 'Trigger').Properties.AssumeRolePolicyDocument.Statement).toEqual([{
      Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'scheduler.amazonaws.com' },
      Condition: { StringEquals: { 'aws:SourceAccount': '123456789012', 'aws:SourceArn': { 'Fn::GetAtt': [group, 'Arn'] } } },
    }]);
    const statements = base.statements('Trigger');
    expect(statements.map(({ Action }) => Action as string)).toEqual(['lambda:InvokeFunction', 'sqs:SendMessage']);
    expect(JSON.stringify(statements)).not.toContain('*');
  });

  test('what is given up, by Scheduler or by a run that failed, is in one queue: encrypted, TLS only, kept for two weeks', () => {
    const queue = base.one('AWS::SQS::Queue');
    const arn = { 'Fn::GetAtt': [queue.logicalId, 'Arn'] };
    expect(queue.Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    expect(Properties.Target.DeadLetterConfig).toEqual({ Arn: arn });
    expect(base.one('AWS::Lambda::EventInvokeConfig').Properties.DestinationConfig).toEqual({ OnFailure: { Destination: arn } });
    base.template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: { Statement: [Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } })] },
    });
  });

  test('others can be asked for', () => {
    const { one } = scheduled({
      schedule: scheduler.ScheduleExpression.cron({ minute: '7', hour: '*/6' }), flexibleWindow: Duration.minutes(0),
      freshWithin: Duration.hours(13),
    });
    expect(one('AWS::Scheduler::Schedule').Properties).toMatchObject({ ScheduleExpression: 'cron(7 */6 * * ? *)', FlexibleTimeWindow: { Mode: 'OFF' } });
    expect(scheduled({ schedule: scheduler.ScheduleExpression.rate(Duration.minutes(30)) }).one('AWS::Scheduler::Schedule').Properties.FlexibleTimeWindow)
      .toEqual({ Mode: 'FLEXIBLE', MaximumWindowInMinutes: 7 });
  });
});

describe('alarms', () => {
  const alarm = (path: string, from = base): Record<string, any> => from.one('AWS::CloudWatch::Alarm', path).Properties;

  test('a run failed: Lambda\'s own count, which also knows what was cut off', () => {
    expect(alarm('Failed')).toMatchObject({ Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Threshold: 1, TreatMissingData: 'notBreaching' });
  });

  test('mistake 11 of the usual script: no verified backup is an alarm even when nothing runs and nothing is said', () => {
    const absent = alarm('Absent');
    expect(absent).toMatchObject({
      Namespace: 'RedisHa', MetricName: 'BackupVerified', Statistic: 'Sum', Threshold: 1, ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching', Dimensions: [{ Name: 'Deployment', Value: 'sessions' }],
    });
    expect(absent.DatapointsToAlarm).toBe(absent.EvaluationPeriods);
    // Longer than the interval and a run, or every hour would be one.
    expect(absent.Period * absent.EvaluationPeriods).toBeGreaterThan(2 * 3600);
    expect(absent.Period * absent.EvaluationPeriods).toBeLessThan(3 * 3600);
  });

  test('a run close to its limit, and the queue', () => {
    expect(alarm('Slow')).toMatchObject({ MetricName: 'Duration', Statistic: 'Maximum', Threshold: lambda.Timeout * 800 });
    expect(alarm('GivenUp')).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 });
  });

  test('a day and longer is watched by the hour', () => {
    const daily = scheduled({ schedule: scheduler.ScheduleExpression.rate(Duration.days(1)) });
    expect(alarm('Absent', daily)).toMatchObject({ Period: 3600, EvaluationPeriods: 49 });
  });

  test('act as they are told, and need not be there', () => {
    const stack = aStack();
    const topic = sns.Topic.fromTopicArn(stack, 'Topic', 'arn:aws:sns:eu-central-1:123456789012:people');
    const told = scheduled({ alarmActions: [new SnsAction(topic)] }, existing, stack);
    for (const { Properties } of Object.values(told.template.findResources('AWS::CloudWatch::Alarm'))) {
      expect(Properties.AlarmActions).toEqual(['arn:aws:sns:eu-central-1:123456789012:people']);
    }
    const silent = scheduled({ alarms: false });
    silent.template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    expect(silent.backups.absentAlarm).toBeUndefined();
    expect(warnings(silent.stack).join()).toMatch(/alarms: nobody is told/);
  });

  test('without verifying, the alarm is about backups that nobody read, and a warning says so', () => {
    const unread = scheduled({ verify: false });
    expect(alarm('Absent', unread)).toMatchObject({ MetricName: 'BackupSucceeded' });
    expect(warnings(unread.stack).join()).toMatch(/verify: nobody reads these backups again/);
  });
});

describe('sizing', () => {
  const sized = (gibibytes: number, props: Partial<BackupScheduleProps> = {}, redis: Partial<ExistingRedis> = {}): any =>
    scheduled({ dataSetSize: Size.gibibytes(gibibytes), ...props }, (stack) => existing(stack, redis))
      .one('AWS::Lambda::Function', 'Backups/Backups').Properties;

  test('memory and timeout grow with the data set', () => {
    const [small, large] = [sized(1), sized(12)];
    expect(small.MemorySize).toBeLessThan(large.MemorySize);
    expect(small.Timeout).toBeLessThan(large.Timeout);
    expect(large.Timeout).toBeLessThanOrEqual(900);
  });

  test('more than a function can stream is refused, with what to do instead', () => {
    expect(() => sized(200)).toThrow(/Test\/Backups: dataSetSize: a data set of 200\.0 GiB in one shard takes about \d+ s to back up and verify.*900 s.*redis-ha backup.*grantBackup/);
    expect(() => sized(15)).toThrow(/give `verify: false`/);
    expect(() => sized(15, { verify: false })).not.toThrow();
    expect(() => sized(30, {}, { shards: 4 })).not.toThrow();
  });

  test('own values are taken', () => {
    const own = sized(4, {
      memorySize: Size.gibibytes(10), timeout: Duration.minutes(14), codec: BackupCodec.GZIP, fromPrimary: true,
      reserveConcurrency: false,
      deadline: Duration.minutes(5),
    });
    expect(own).toMatchObject({ MemorySize: 10_240, Timeout: 840 });
    expect(own.ReservedConcurrentExecutions).toBeUndefined();
    expect(JSON.parse(flat(own.Environment.Variables.REDIS_HA_BACKUP))).toMatchObject({ codec: 'gzip', fromPrimary: true, deadlineSeconds: 300 });
  });
});

test.each<[string, Partial<BackupScheduleProps>, RegExp]>([
  ['dataSetSize missing', { dataSetSize: undefined }, /dataSetSize: is not known/],
  ['dataSetSize of nothing', { dataSetSize: Size.bytes(0) }, /dataSetSize: got 0 bytes/],
  ['dataSetSize at deployment', { dataSetSize: Size.gibibytes(Token.asNumber({ Ref: 'X' })) }, /dataSetSize: its value is only known at deployment/],
  ['timeout', { timeout: Duration.minutes(16) }, /timeout: got 960; give a whole number from 60 to 900/],
  ['timeout at deployment', { timeout: Duration.minutes(Token.asNumber({ Ref: 'X' })) }, /timeout: its value is only known at deployment/],
  ['memorySize', { memorySize: Size.mebibytes(128) }, /memorySize: got 128; give a whole number from 512 to 10240/],
  ['deadline', { deadline: Duration.hours(1) }, /deadline: got 3600/],
  ['once', { schedule: scheduler.ScheduleExpression.at(new Date(0)) }, /schedule: got at\(1970.*runs once/],
  ['too often', { schedule: scheduler.ScheduleExpression.rate(Duration.minutes(2)) }, /schedule: every 120 s, and a run may take \d+ s/],
  ['flexibleWindow', { flexibleWindow: Duration.hours(1) }, /flexibleWindow: got 60 minutes for a run every 60 minutes/],
  ['flexibleWindow in seconds', { flexibleWindow: Duration.seconds(90) }, /flexibleWindow: got 1\.5/],
  ['cron without freshWithin', { schedule: scheduler.ScheduleExpression.cron({ hour: '3' }) }, /freshWithin: is not given/],
  ['freshWithin too short', { freshWithin: Duration.minutes(30) }, /freshWithin: got 1800 s/],
  ['freshWithin too long', { freshWithin: Duration.days(8) }, /freshWithin: comes to 8\.0 days.*at most 7/],
  ['a schedule too rare to be watched', { schedule: scheduler.ScheduleExpression.rate(Duration.days(5)) }, /freshWithin: comes to 10\.0 days/],
])('%s: an error that names the prop', (_, props, message) => {
  expect(() => scheduled(props)).toThrow(message);
});

test('metrics bear the deployment\'s name', () => {
  const { backups } = base;
  for (const metric of [
    backups.metricSucceeded(), backups.metricVerified(), backups.metricDuration(), backups.metricBytes(),
    backups.metricVerifiedAge(),
  ]) {
    expect(metric.namespace).toBe('RedisHa');
    expect(metric.dimensions).toEqual({ Deployment: 'sessions' });
  }
});
