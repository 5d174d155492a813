import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  backupAlarms, backupRunWarnings, KEEP_GIVEN_UP_SECONDS, planRuns, tlsOnlyQueue, USUAL_SCHEDULE, type PlannedRuns,
} from '../../../lib/aws';
import { InvalidInput, requireWhole } from '../../../lib/model';
import { bytesOf, childName, namingArguments, requirePlain, secondsOf, type Duration } from '../shared';
import { alarmOf } from './alarm';
import { backupFunction } from './backup-function';
import type { BackupScheduleArgs } from './backup-schedule-args';
import type { BackupSourceConfig } from './backup-source';
import { backupTrigger } from './backup-trigger';
import { policyJson } from './policy-json';

const CODECS = ['auto', 'gzip', 'zstd', 'none'];
const DAY_SECONDS = 86_400;
const USUAL_LOG_DAYS = 90;
/** The longest that CloudWatch offers. */
const MOST_LOG_DAYS = 3653;

/**
 * Takes backups of a Redis on a schedule: EventBridge Scheduler runs a Lambda function in the VPC, which streams a snapshot of
 * every shard from a replica into the bucket, in constant memory and without a disk, reads it again and checks it.
 *
 * Nothing is deleted by it: its role can add to the backups of one deployment and take none away. Pruning is `redis-ha
 * backups prune`, by somebody with `BackupBucket.grantPrune`. A run that failed is not tried again before the next one;
 * Scheduler tries again only to hand over an event. What was given up is in `deadLetterQueue`.
 */
export class BackupSchedule extends pulumi.ComponentResource {
  /** The function. */
  public readonly handler: aws.lambda.Function;
  /** The function's; the servers let it in. */
  public readonly securityGroup: aws.ec2.SecurityGroup;
  /** What Scheduler could not hand over, and runs that failed. */
  public readonly deadLetterQueue: aws.sqs.Queue;
  public readonly logGroup: aws.cloudwatch.LogGroup;
  /** A run failed; undefined with `alarms: false`, as the others. */
  public readonly failedAlarm?: aws.cloudwatch.MetricAlarm;
  /** There is no fresh verified backup. */
  public readonly absentAlarm?: aws.cloudwatch.MetricAlarm;
  /** A run came close to its timeout. */
  public readonly slowAlarm?: aws.cloudwatch.MetricAlarm;
  /** An event was given up. */
  public readonly givenUpAlarm?: aws.cloudwatch.MetricAlarm;
  /** Name of the deployment: folder in the bucket and dimension of the metrics. */
  public readonly deploymentName: string;

  /** @throws Error that names the argument */
  constructor(name: string, args: BackupScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha-constructs:aws:BackupSchedule', name, {}, opts);
    const { source, planned, logDays } = namingArguments(name, () => checked(args));
    this.deploymentName = source.deploymentName;
    const own = { parent: this };
    this.deadLetterQueue = new aws.sqs.Queue(childName(name, 'DeadLetters'), {
      sqsManagedSseEnabled: true, messageRetentionSeconds: KEEP_GIVEN_UP_SECONDS, tags: args.tags,
    }, own);
    new aws.sqs.QueuePolicy(childName(name, 'DeadLettersPolicy'), {
      queueUrl: this.deadLetterQueue.id, policy: policyJson({ arn: this.deadLetterQueue.arn }, ({ arn }) => tlsOnlyQueue(arn)),
    }, own);
    const backups = backupFunction(name, { args, source, planned, logDays, deadLetters: this.deadLetterQueue }, this);
    this.handler = backups.lambda;
    this.securityGroup = backups.securityGroup;
    this.logGroup = backups.logGroup;
    backupTrigger(name, {
      deployment: source.deploymentName,
      expression: args.schedule ?? USUAL_SCHEDULE,
      windowMinutes: planned.windowMinutes,
      handler: this.handler,
      deadLetters: this.deadLetterQueue,
      tags: args.tags,
    }, this);
    if (planned.alarmWindow) {
      const alarms = backupAlarms<pulumi.Input<string>>({
        deployment: source.deploymentName,
        functionName: this.handler.name,
        queueName: this.deadLetterQueue.name,
        timeoutSeconds: planned.timeoutSeconds,
        verify: planned.verify,
        window: planned.alarmWindow,
      });
      const alarm = (id: keyof typeof alarms): aws.cloudwatch.MetricAlarm =>
        alarmOf(childName(name, id), alarms[id], args.alarmActions ?? [], own);
      this.failedAlarm = alarm('failed');
      this.absentAlarm = alarm('absent');
      this.slowAlarm = alarm('slow');
      this.givenUpAlarm = alarm('givenUp');
    }
    this.warn(name, args, planned);
    this.registerOutputs({
      handler: this.handler.name,
      deadLetterQueue: this.deadLetterQueue.url,
      logGroup: this.logGroup.name,
      deploymentName: this.deploymentName,
    });
  }

  private warn(name: string, { bucket }: BackupScheduleArgs, planned: PlannedRuns): void {
    for (const { id, text } of backupRunWarnings(planned)) {
      void pulumi.log.warn(`${id}: ${name}: ${text}`, this);
    }
    pulumi.all([bucket.bucket.region, aws.getRegionOutput({}, { parent: this }).region]).apply(([there, here]) => {
      if (there !== here) {
        void pulumi.log.warn(`backupsToAnotherRegion: ${name}: bucket: it is in ${there}, which the S3 gateway endpoint of a VPC does not `
          + 'reach: the function\'s subnets need NAT. Better a bucket of this region with `replicas` there', this);
      }
    });
  }
}

/** What the arguments come to. @throws InvalidInput that names one */
function checked(args: BackupScheduleArgs): { source: BackupSourceConfig; planned: PlannedRuns; logDays: number } {
  const { schedule, verify, codec, fromPrimary, reserveConcurrency, alarms } = args;
  requirePlain('', { schedule, verify, codec, fromPrimary, reserveConcurrency, alarms });
  if (codec !== undefined && !CODECS.includes(codec)) {
    throw new InvalidInput('codec', `got ${JSON.stringify(codec)}`, `use one of ${CODECS.join(', ')}`);
  }
  if (schedule !== undefined && !/^(rate|cron|at)\(.*\)$/.test(schedule)) {
    throw new InvalidInput('schedule', `got ${JSON.stringify(schedule)}`, 'give an expression of EventBridge Scheduler, for example rate(1 hour)');
  }
  const seconds = (field: 'flexibleWindow' | 'deadline' | 'timeout' | 'freshWithin'): number | undefined => spanOf(field, args[field]);
  const source = args.source._bind();
  const planned = planRuns({
    expression: schedule ?? USUAL_SCHEDULE,
    flexibleWindowSeconds: seconds('flexibleWindow'),
    dataSetBytes: args.dataSetSize === undefined ? undefined : bytesOf('dataSetSize', args.dataSetSize),
    verify,
    deadlineSeconds: seconds('deadline'),
    memoryMegabytes: args.memorySize === undefined ? undefined : bytesOf('memorySize', args.memorySize) / 2 ** 20,
    timeoutSeconds: seconds('timeout'),
    alarms,
    freshWithinSeconds: seconds('freshWithin'),
  }, source);
  const logs = spanOf('logRetention', args.logRetention);
  return {
    source, planned, logDays: logs === undefined ? USUAL_LOG_DAYS : requireWhole('logRetention', logs / DAY_SECONDS, 1, MOST_LOG_DAYS),
  };
}

function spanOf(field: string, duration: Duration | undefined): number | undefined {
  return duration === undefined ? undefined : secondsOf(field, duration);
}
