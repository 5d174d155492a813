import type { Duration, Size } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import type * as scheduler from 'aws-cdk-lib/aws-scheduler';
import type { IBackupBucket } from './backup-bucket-base';
import type { BackupSource } from './backup-source';

/** How snapshots are compressed. Every version of `redis-ha` reads all of them. */
export enum BackupCodec {
  /** zstd where the runtime can write it, which the default one can. */
  AUTO = 'auto',
  GZIP = 'gzip',
  ZSTD = 'zstd',
  NONE = 'none',
}

/** Properties of BackupSchedule. */
export interface BackupScheduleProps {
  /** What is backed up. */
  readonly source: BackupSource;
  /** Where to. It must be of the region of the stack, unless the function's subnets have NAT. */
  readonly bucket: IBackupBucket;
  /** The network the servers are in, or one they can be reached from. */
  readonly vpc: ec2.IVpc;
  /**
   * Subnets of the function. They need NAT, or an S3 gateway endpoint and a Secrets Manager interface endpoint.
   *
   * @default - the VPC's private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /**
   * When a backup is taken.
   *
   * @default - every hour
   */
  readonly schedule?: scheduler.ScheduleExpression;
  /**
   * How far Scheduler may spread a run, in whole minutes, so that many schedules do not all run at once. `Duration.minutes(0)`
   * for none.
   *
   * @default - a quarter of the interval, at most 15 minutes
   */
  readonly flexibleWindow?: Duration;
  /**
   * Most data there ever is, in Redis memory (`used_memory`) of all shards. Memory and timeout of the function are derived
   * from it; an error says so when it is more than a function can stream within Lambda's 15 minutes.
   *
   * @default - `maxmemory` times the shards of a deployment made here; must be given otherwise
   */
  readonly dataSetSize?: Size;
  /**
   * Whether each backup is read again and checked as soon as it is taken. Without it the alarm about absence is about backups
   * that nobody has checked.
   *
   * @default true
   */
  readonly verify?: boolean;
  /**
   * Compression, at its fastest level.
   *
   * @default BackupCodec.AUTO
   */
  readonly codec?: BackupCodec;
  /**
   * Takes primaries instead of replicas. A primary that is streamed cannot serve a new replica meanwhile, and a Sentinel takes
   * the stream for a replica.
   *
   * @default false
   */
  readonly fromPrimary?: boolean;
  /**
   * Longest time for taking a backup; one that takes longer is given up and nothing of it stays.
   *
   * @default - what the function's timeout leaves
   */
  readonly deadline?: Duration;
  /**
   * Memory of the function, which is also its share of processors: 1,769 MiB is one, 10,240 MiB the most.
   *
   * @default - derived from `dataSetSize`
   */
  readonly memorySize?: Size;
  /**
   * Timeout of the function, at most 15 minutes.
   *
   * @default - derived from `dataSetSize`
   */
  readonly timeout?: Duration;
  /**
   * Node.js 22.15 or newer; 22 and 24 write zstd.
   *
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;
  /**
   * Whether one execution is reserved, so that two never run at once. A new account whose limit is 10 executions cannot reserve
   * any; the store's lease keeps two backups of a deployment apart all the same.
   *
   * @default true
   */
  readonly reserveConcurrency?: boolean;
  /**
   * How long logs are kept.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: logs.RetentionDays;
  /**
   * Whether there are alarms: a run failed, there is no fresh verified backup, a run took long, an event was given up.
   *
   * @default true
   */
  readonly alarms?: boolean;
  /**
   * What every alarm does, as `addAlarmAction`.
   *
   * @default - nothing: the alarms are there to be seen
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
  /**
   * Without a fresh verified backup for this long there is an alarm; at most 7 days. After the first deployment it lasts until
   * the first backup.
   *
   * @default - twice the interval, and the window and timeout of a run; must be given with a cron expression
   */
  readonly freshWithin?: Duration;
}
