import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { backupAlarms, type AlarmWindow } from '../../lib/aws';
import { alarmOf } from './alarm';

export interface BackupAlarmsProps {
  readonly deployment: string;
  readonly handler: lambda.Function;
  readonly timeoutSeconds: number;
  readonly deadLetters: sqs.IQueue;
  /** Whether a backup counts when it was read again only. */
  readonly verify: boolean;
  readonly window: AlarmWindow;
  readonly actions: cloudwatch.IAlarmAction[];
}

/** What may go wrong with backups, above all that nothing happens. */
export class BackupAlarms extends Construct {
  /** A run failed, or was cut off. */
  public readonly failed: cloudwatch.Alarm;
  /** There is no fresh backup, for whatever reason: also when nothing runs and nothing is said. */
  public readonly absent: cloudwatch.Alarm;
  /** A run came close to the function's timeout. */
  public readonly slow: cloudwatch.Alarm;
  /** An event was given up. */
  public readonly givenUp: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: BackupAlarmsProps) {
    super(scope, id);
    const { handler, deadLetters, ...rest } = props;
    const alarms = backupAlarms({ ...rest, functionName: handler.functionName, queueName: deadLetters.queueName });
    this.failed = alarmOf(this, 'Failed', alarms.failed);
    this.absent = alarmOf(this, 'Absent', alarms.absent);
    this.slow = alarmOf(this, 'Slow', alarms.slow);
    this.givenUp = alarmOf(this, 'GivenUp', alarms.givenUp);
    this.addAction(...props.actions);
  }

  public addAction(...actions: cloudwatch.IAlarmAction[]): void {
    [this.failed, this.absent, this.slow, this.givenUp].forEach((alarm) => alarm.addAlarmAction(...actions));
  }
}
