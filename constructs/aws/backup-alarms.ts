import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { AlarmWindow } from '../../lib/aws';

/** Of the function's timeout: a run that takes longer is close to being cut off. */
const NEAR_LIMIT = 0.8;

export interface BackupAlarmsProps {
  readonly deployment: string;
  readonly handler: lambda.Function;
  readonly timeout: Duration;
  readonly deadLetters: sqs.IQueue;
  /** 1 for each backup that counts as fresh. */
  readonly fresh: cloudwatch.Metric;
  /** What `fresh` counts, for people: `verified backup` or `backup`. */
  readonly freshWhat: string;
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
    const { deployment, handler, window } = props;
    const quiet = { evaluationPeriods: 1, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING } as const;
    const atLeast = cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD;
    const minutes = Duration.minutes(5);
    this.failed = new cloudwatch.Alarm(this, 'Failed', {
      ...quiet,
      alarmDescription: `A backup of the Redis deployment ${deployment} failed; the function's log says why`,
      // Lambda's own count: it also knows runs that were cut off before they could say anything.
      metric: handler.metricErrors({ period: minutes, statistic: cloudwatch.Stats.SUM }),
      threshold: 1,
      comparisonOperator: atLeast,
    });
    this.absent = new cloudwatch.Alarm(this, 'Absent', {
      alarmDescription: `There is no fresh ${props.freshWhat} of the Redis deployment ${deployment}`,
      metric: props.fresh.with({ period: Duration.seconds(window.periodSeconds), statistic: cloudwatch.Stats.SUM }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: window.periods,
      datapointsToAlarm: window.periods,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    this.slow = new cloudwatch.Alarm(this, 'Slow', {
      ...quiet,
      alarmDescription: `A backup of the Redis deployment ${deployment} took more than ${NEAR_LIMIT * 100} % of the function's timeout; `
        + 'give dataSetSize, memorySize or timeout',
      metric: handler.metricDuration({ period: minutes, statistic: cloudwatch.Stats.MAXIMUM }),
      threshold: props.timeout.toMilliseconds() * NEAR_LIMIT,
      comparisonOperator: atLeast,
    });
    this.givenUp = new cloudwatch.Alarm(this, 'GivenUp', {
      ...quiet,
      alarmDescription: `Backups of the Redis deployment ${deployment} were given up; the messages in the queue say why`,
      metric: props.deadLetters.metricApproximateNumberOfMessagesVisible({
        period: minutes, statistic: cloudwatch.Stats.MAXIMUM,
      }),
      threshold: 1,
      comparisonOperator: atLeast,
    });
    this.addAction(...props.actions);
  }

  public addAction(...actions: cloudwatch.IAlarmAction[]): void {
    [this.failed, this.absent, this.slow, this.givenUp].forEach((alarm) => alarm.addAlarmAction(...actions));
  }
}
