import type * as pulumi from '@pulumi/pulumi';
import type { Duration, Size } from '../shared';
import type { IBackupBucket } from './backup-store';
import type { BackupSource } from './backup-source';

/** How snapshots are compressed. Every version of `redis-ha` reads all of them. `auto`: zstd where the runtime can write it. */
export type BackupCodec = 'auto' | 'gzip' | 'zstd' | 'none';

/** Arguments of BackupSchedule. What is no `Input` is read while the program runs: a plain value. */
export interface BackupScheduleArgs {
  /** What is backed up. */
  readonly source: BackupSource;
  /** Where to. It must be of the provider's region, unless the function's subnets have NAT. */
  readonly bucket: IBackupBucket;
  /** The network the servers are in, or one they can be reached from. */
  readonly vpcId: pulumi.Input<string>;
  /** Subnets of the function. They need NAT, or an S3 gateway endpoint and a Secrets Manager interface endpoint. */
  readonly subnetIds: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * When a backup is taken: an expression of EventBridge Scheduler, `rate(6 hours)` or `cron(7 0,6,12,18 * * ? *)`, in UTC.
   *
   * @default 'rate(1 hour)'
   */
  readonly schedule?: string;
  /**
   * How far Scheduler may spread a run, in whole minutes, so that many schedules do not all run at once. `0m` for none.
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
   * @default 'auto'
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
   * Memory of the function, which is also its share of processors: `1769MiB` is one, `10240MiB` the most.
   *
   * @default - derived from `dataSetSize`
   */
  readonly memorySize?: Size;
  /**
   * Timeout of the function, at most `15m`.
   *
   * @default - derived from `dataSetSize`
   */
  readonly timeout?: Duration;
  /**
   * Node.js 22.15 or newer; 22 and 24 write zstd.
   *
   * @default 'nodejs24.x'
   */
  readonly runtime?: pulumi.Input<string>;
  /**
   * Whether one execution is reserved, so that two never run at once. A new account whose limit is 10 executions cannot reserve
   * any; the store's lease keeps two backups of a deployment apart all the same.
   *
   * @default true
   */
  readonly reserveConcurrency?: boolean;
  /**
   * How long logs are kept: a number of days that CloudWatch offers.
   *
   * @default '90d'
   */
  readonly logRetention?: Duration;
  /**
   * Whether there are alarms: a run failed, there is no fresh verified backup, a run took long, an event was given up.
   *
   * @default true
   */
  readonly alarms?: boolean;
  /**
   * What every alarm does: ARNs, for example of SNS topics.
   *
   * @default - nothing: the alarms are there to be seen
   */
  readonly alarmActions?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Without a fresh verified backup for this long there is an alarm; at most `7d`. After the first deployment it lasts until the
   * first backup.
   *
   * @default - twice the interval, and the window and timeout of a run; must be given with a cron expression
   */
  readonly freshWithin?: Duration;
  /** Tags of function, role, queue, log and alarms. @default - none but the provider's */
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}
