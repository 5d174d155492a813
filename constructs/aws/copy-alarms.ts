import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

export interface CopyAlarmsProps {
  /** Names of the buckets, as S3's metrics have them. */
  readonly from: string;
  readonly to: string;
  readonly ruleId: string;
  readonly lateAfter: Duration;
  readonly actions: cloudwatch.IAlarmAction[];
}

/**
 * Whether copies of backups reach the other bucket: the RPO of a region that is made from them rests on it. S3 publishes nothing
 * while there is nothing to copy, so silence is no alarm here; that no backup is taken at all is `BackupSchedule`'s.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html "Amazon S3 Replication metrics"
 */
export class CopyAlarms extends Construct {
  /** The oldest object that waits to be copied was written longer ago than it should take. */
  public readonly late: cloudwatch.Alarm;
  /** An object was not copied, and will not be by itself. */
  public readonly failed: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: CopyAlarmsProps) {
    super(scope, id);
    const { from, to, ruleId, lateAfter } = props;
    const metric = (metricName: string, statistic: string): cloudwatch.Metric => new cloudwatch.Metric({
      namespace: 'AWS/S3', metricName, statistic, period: Duration.minutes(5),
      dimensionsMap: { SourceBucket: from, DestinationBucket: to, RuleId: ruleId },
    });
    const common = { evaluationPeriods: 1, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING } as const;
    this.late = new cloudwatch.Alarm(this, 'Late', {
      ...common,
      alarmDescription: `Backups reach the bucket ${to} later than ${lateAfter.toSeconds()} s after they were written`,
      metric: metric('ReplicationLatency', cloudwatch.Stats.MAXIMUM),
      threshold: lateAfter.toSeconds(),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    });
    this.failed = new cloudwatch.Alarm(this, 'Failed', {
      ...common,
      alarmDescription: `Backups were not copied to the bucket ${to}: look at the key policies of both sides, then copy them again with S3 Batch Replication`,
      metric: metric('OperationsFailedReplication', cloudwatch.Stats.SUM),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    });
    [this.late, this.failed].forEach((alarm) => alarm.addAlarmAction(...props.actions));
  }
}
