import { Annotations, Duration, Size, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { BACKUP_ENDPOINTS, backupRunWarnings, KEEP_GIVEN_UP_SECONDS, missingEndpoints, type PlannedRuns } from '../../lib/aws';
import { BACKUP_METRICS, BACKUP_RUN_VERSION } from '../../lib/model/backup-run';
import { acknowledge } from './acknowledge';
import { BackupAlarms } from './backup-alarms';
import { BackupFunction } from './backup-function';
import { BackupCodec, type BackupScheduleProps } from './backup-schedule-props';
import { plannedRuns } from './backup-schedule-plan';
import type { BackupSourceConfig } from './backup-source';
import { BackupTrigger } from './backup-trigger';
import { namingProps } from './deployment-spec';
import { checkNetworkAccess } from './network-access';

/**
 * Takes backups of a Redis on a schedule: EventBridge Scheduler runs a Lambda function in the VPC, which streams a snapshot of
 * every shard from a replica into the bucket, in constant memory and without a disk, reads it again and checks it.
 *
 * Nothing is deleted by it: its role can add to the backups of one deployment and take none away. Pruning is `redis-ha
 * backups prune`, by somebody with `BackupBucket.grantPrune`. A run that failed is not tried again before the next one;
 * Scheduler tries again only to hand over an event. What was given up is in `deadLetterQueue`.
 */
export class BackupSchedule extends Construct implements ec2.IConnectable {
  /** The function. Its security group is what the servers let in. */
  public readonly handler: lambda.Function;
  public readonly connections: ec2.Connections;
  /** What Scheduler could not hand over, and runs that failed. */
  public readonly deadLetterQueue: sqs.Queue;
  public readonly logGroup: logs.LogGroup;
  /** A run failed; undefined with `alarms: false`, as the others. */
  public readonly failedAlarm?: cloudwatch.Alarm;
  /** There is no fresh verified backup. */
  public readonly absentAlarm?: cloudwatch.Alarm;
  /** A run came close to its timeout. */
  public readonly slowAlarm?: cloudwatch.Alarm;
  /** An event was given up. */
  public readonly givenUpAlarm?: cloudwatch.Alarm;
  /** Name of the deployment: folder in the bucket and dimension of the metrics. */
  public readonly deploymentName: string;
  private readonly alarms?: BackupAlarms;

  constructor(scope: Construct, id: string, props: BackupScheduleProps) {
    super(scope, id);
    const [source, planned] = namingProps(this, (): [BackupSourceConfig, PlannedRuns] => {
      const config = props.source._bind();
      return [config, plannedRuns(props, config)];
    });
    this.deploymentName = source.deploymentName;
    const { subnets } = props.vpc.selectSubnets(props.vpcSubnets);
    checkNetworkAccess(this, props.vpc, subnets, {
      who: 'functions', missing: (present) => missingEndpoints(BACKUP_ENDPOINTS, present),
    });

    this.deadLetterQueue = new sqs.Queue(this, 'DeadLetters', {
      encryption: sqs.QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: Duration.seconds(KEEP_GIVEN_UP_SECONDS),
    });
    acknowledge(this.deadLetterQueue, 'AwsSolutions-SQS3', 'it is itself the queue for what was given up');
    const backups = new BackupFunction(this, 'Backups', {
      source,
      run: {
        schemaVersion: BACKUP_RUN_VERSION,
        deployment: source.deploymentName,
        nodes: source.endpoints,
        username: source.username,
        secretId: source.secret.secretArn,
        tls: source.tls,
        tlsServerName: source.tlsServerName,
        tlsCa: source.tlsCa,
        tlsSecretId: source.tlsSecret?.secretArn,
        store: props.bucket.storeUrl,
        codec: props.codec ?? BackupCodec.AUTO,
        fromPrimary: props.fromPrimary ?? false,
        parallel: planned.parallel,
        deadlineSeconds: planned.deadlineSeconds,
        verify: planned.verify,
      },
      place: {
        bucketArn: props.bucket.bucket.bucketArn, deployment: source.deploymentName, keyArn: props.bucket.encryptionKey?.keyArn,
      },
      vpc: props.vpc,
      subnets,
      memory: Size.mebibytes(planned.memoryMegabytes),
      timeout: Duration.seconds(planned.timeoutSeconds),
      runtime: props.runtime ?? lambda.Runtime.NODEJS_24_X,
      reserveConcurrency: props.reserveConcurrency ?? true,
      logRetention: props.logRetention ?? logs.RetentionDays.THREE_MONTHS,
      deadLetters: this.deadLetterQueue,
    });
    this.handler = backups.lambda;
    this.connections = this.handler.connections;
    this.logGroup = backups.logGroup;
    new BackupTrigger(this, 'Trigger', {
      deployment: source.deploymentName,
      schedule: props.schedule ?? scheduler.ScheduleExpression.rate(Duration.hours(1)),
      windowMinutes: planned.windowMinutes,
      handler: this.handler,
      deadLetters: this.deadLetterQueue,
    });
    this.alarms = planned.alarmWindow && new BackupAlarms(this, 'Alarms', {
      deployment: source.deploymentName,
      handler: this.handler,
      timeoutSeconds: planned.timeoutSeconds,
      deadLetters: this.deadLetterQueue,
      verify: planned.verify,
      window: planned.alarmWindow,
      actions: props.alarmActions ?? [],
    });
    this.failedAlarm = this.alarms?.failed;
    this.absentAlarm = this.alarms?.absent;
    this.slowAlarm = this.alarms?.slow;
    this.givenUpAlarm = this.alarms?.givenUp;
    this.warn(props, planned);
  }

  /** Adds to what every alarm does. */
  public addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    this.alarms?.addAction(...actions);
  }

  /** A metric of the deployment's backups. @default - maximum over 5 minutes */
  public metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: BACKUP_METRICS.namespace,
      metricName,
      dimensionsMap: { [BACKUP_METRICS.dimension]: this.deploymentName },
      statistic: cloudwatch.Stats.MAXIMUM,
      period: Duration.minutes(5),
      ...options,
    }).attachTo(this);
  }

  /** Backups taken. @default - sum over 5 minutes */
  public metricSucceeded(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(BACKUP_METRICS.succeeded, { statistic: cloudwatch.Stats.SUM, ...options });
  }

  /** Backups that were read again and found in order. @default - sum over 5 minutes */
  public metricVerified(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(BACKUP_METRICS.verified, { statistic: cloudwatch.Stats.SUM, ...options });
  }

  /** Seconds that taking a backup took, without verifying it. @default - maximum over 5 minutes */
  public metricDuration(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(BACKUP_METRICS.duration, options);
  }

  /** Bytes stored for a backup. @default - maximum over 5 minutes */
  public metricBytes(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(BACKUP_METRICS.bytes, options);
  }

  /** Seconds since the newest verified backup began, at the end of a run. @default - maximum over 5 minutes */
  public metricVerifiedAge(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(BACKUP_METRICS.age, options);
  }

  private warn({ bucket }: BackupScheduleProps, planned: PlannedRuns): void {
    const annotations = Annotations.of(this);
    for (const { id, text } of backupRunWarnings(planned)) {
      annotations.addWarningV2(`redis-ha-constructs:${id}`, text);
    }
    const { region } = bucket.env;
    if (!Token.isUnresolved(region) && !Token.isUnresolved(this.handler.env.region) && region !== this.handler.env.region) {
      annotations.addWarningV2('redis-ha-constructs:backupsToAnotherRegion',
        `bucket: it is in ${region}, which the S3 gateway endpoint of a VPC does not reach: the function's subnets need NAT. Better a `
          + 'bucket of this region with `replicas` there');
    }
  }
}
