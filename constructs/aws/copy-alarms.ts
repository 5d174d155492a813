import type { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { copyAlarms } from '../../lib/aws';
import { alarmOf } from './alarm';

export interface CopyAlarmsProps {
  /** Names of the buckets, as S3's metrics have them. */
  readonly from: string;
  readonly to: string;
  readonly ruleId: string;
  readonly lateAfter: Duration;
  readonly actions: cloudwatch.IAlarmAction[];
}

/** Whether copies of backups reach the other bucket, see `lib/aws/copy-alarms.ts`. */
export class CopyAlarms extends Construct {
  /** The oldest object that waits to be copied was written longer ago than it should take. */
  public readonly late: cloudwatch.Alarm;
  /** An object was not copied, and will not be by itself. */
  public readonly failed: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: CopyAlarmsProps) {
    super(scope, id);
    const { lateAfter, actions, ...names } = props;
    const { late, failed } = copyAlarms({ ...names, lateAfterSeconds: lateAfter.toSeconds() }, props.to);
    this.late = alarmOf(this, 'Late', late);
    this.failed = alarmOf(this, 'Failed', failed);
    [this.late, this.failed].forEach((alarm) => alarm.addAlarmAction(...actions));
  }
}
