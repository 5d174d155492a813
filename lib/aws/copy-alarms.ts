import type { AlarmDefinition } from './alarm';

const PERIOD_SECONDS = 300;

export interface CopyAlarmsInput<Name> {
  /** Names of the buckets, as S3's metrics have them. */
  readonly from: Name;
  readonly to: Name;
  readonly ruleId: string;
  readonly lateAfterSeconds: number;
}

/** Whether copies of backups reach the other bucket. */
export interface CopyAlarmDefinitions<Name> {
  /** The oldest object that waits to be copied was written longer ago than it should take. */
  readonly late: AlarmDefinition<Name>;
  /** An object was not copied, and will not be by itself. */
  readonly failed: AlarmDefinition<Name>;
}

/**
 * The RPO of a region that is made from copies rests on them. S3 publishes nothing while there is nothing to copy, so silence is
 * no alarm here; that no backup is taken at all is another alarm's.
 *
 * @param told name of the other bucket, for people
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html "Amazon S3 Replication metrics"
 */
export function copyAlarms<Name>(input: CopyAlarmsInput<Name>, told: string): CopyAlarmDefinitions<Name> {
  const { from, to, ruleId, lateAfterSeconds } = input;
  const ofRule = {
    namespace: 'AWS/S3', dimensions: { SourceBucket: from, DestinationBucket: to, RuleId: ruleId as Name }, periodSeconds: PERIOD_SECONDS,
  };
  const quiet = { periods: 1, silence: 'notBreaching' } as const;
  return {
    late: {
      ...quiet,
      description: `Backups reach the bucket ${told} later than ${lateAfterSeconds} s after they were written`,
      metric: { ...ofRule, name: 'ReplicationLatency', statistic: 'Maximum' },
      threshold: lateAfterSeconds,
      comparison: 'GreaterThanThreshold',
    },
    failed: {
      ...quiet,
      description: `Backups were not copied to the bucket ${told}: look at the key policies of both sides, then copy them again with S3 Batch Replication`,
      metric: { ...ofRule, name: 'OperationsFailedReplication', statistic: 'Sum' },
      threshold: 1,
      comparison: 'GreaterThanOrEqualToThreshold',
    },
  };
}
