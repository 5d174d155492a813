import type * as pulumi from '@pulumi/pulumi';
import {
  BackupBucket, BackupSchedule, BackupSource, type BackupBucketAttributes, type BackupScheduleArgs, type RedisDeployment,
} from 'redis-ha-constructs/pulumi/aws';
import type { BackupCodec } from 'redis-ha-constructs/pulumi/kubernetes';
import { refuseRest } from '../shared/inputs';

/** When backups are taken, how, and where to. */
export interface AwsBackupRuns {
  /** Where to: `bucketName` and `encryptionKey` of an AwsBackupBucket, or a bucket that exists. */
  bucket: BackupBucketAttributes;
  /** An expression of EventBridge Scheduler, in UTC; `rate(1 hour)` by default. */
  schedule?: string;
  /** How far Scheduler may spread a run, in whole minutes, for example `10m`. */
  flexibleWindow?: string;
  /** Most data there ever is, for example `8GiB`; known of a deployment, must be given otherwise. */
  dataSetSize?: string;
  /** Whether each backup is read again and checked, by default true. */
  verify?: boolean;
  /** Compression, `auto` by default. */
  codec?: BackupCodec;
  /** Takes primaries instead of replicas, by default false. */
  fromPrimary?: boolean;
  /** Longest time for taking a backup, for example `5m`. */
  deadline?: string;
  /** Memory of the function, for example `1769MiB`. */
  memorySize?: string;
  /** Timeout of the function, at most `15m`. */
  timeout?: string;
  /** Node.js of the function, `nodejs24.x` by default. */
  runtime?: pulumi.Input<string>;
  /** Whether one execution is reserved, by default true. */
  reserveConcurrency?: boolean;
  /** How long logs are kept, `90d` by default. */
  logRetention?: string;
  /** Whether there are alarms, by default true. */
  alarms?: boolean;
  /** What every alarm does: ARNs, for example of SNS topics. */
  alarmActions?: pulumi.Input<pulumi.Input<string>[]>;
  /** Without a fresh verified backup for this long there is an alarm; must be given with a cron expression. */
  freshWithin?: string;
  /** Tags of function, role, queue, log and alarms. */
  tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** A schedule of backups of the deployment that it is given to. */
export interface AwsBackups extends AwsBackupRuns {
  /** Name of the schedule, after that of the deployment's component; for example `hourly`. */
  name: string;
  /** Subnets of the function, which need a way to S3 and Secrets Manager; those of the deployment by default. */
  subnetIds?: pulumi.Input<pulumi.Input<string>[]>;
}

/** What TypeScript is given for that, but for what is backed up and from where. */
export function scheduleArgs(runs: AwsBackupRuns, parent: pulumi.Resource): Omit<BackupScheduleArgs, 'source' | 'vpcId' | 'subnetIds'> {
  const {
    bucket, codec, schedule, flexibleWindow, dataSetSize, verify, fromPrimary, deadline, memorySize, timeout, runtime,
    reserveConcurrency, logRetention, alarms, alarmActions, freshWithin, tags, ...rest
  } = runs;
  refuseRest(rest);
  return {
    schedule, flexibleWindow, dataSetSize, verify, fromPrimary, deadline, memorySize, timeout, runtime, reserveConcurrency,
    logRetention, alarms, alarmActions, freshWithin, tags,
    bucket: BackupBucket.fromBackupBucketAttributes(bucket, { parent }),
    codec: codec && `${codec}`,
  };
}

/** Schedules of a deployment. */
export function backUp(
  component: string, redis: RedisDeployment,
  { backups = [], vpcId, subnetIds }: { backups?: AwsBackups[]; vpcId: pulumi.Input<string>; subnetIds: pulumi.Input<string>[] },
  parent: pulumi.Resource,
): void {
  for (const { name, subnetIds: own, ...runs } of backups) {
    new BackupSchedule(`${component}-${name}`, {
      ...scheduleArgs(runs, parent), source: BackupSource.deployment(redis), vpcId, subnetIds: own ?? subnetIds,
    }, { parent });
  }
}
