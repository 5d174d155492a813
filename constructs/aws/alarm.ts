import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { AlarmDefinition } from '../../lib/aws';

const COMPARISON: Record<AlarmDefinition['comparison'], cloudwatch.ComparisonOperator> = {
  GreaterThanOrEqualToThreshold: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
  GreaterThanThreshold: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
  LessThanThreshold: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
  LessThanOrEqualToThreshold: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
};

/** An alarm that `lib/aws` decided on. */
export function alarmOf(scope: Construct, id: string, alarm: AlarmDefinition): cloudwatch.Alarm {
  const { metric } = alarm;
  return new cloudwatch.Alarm(scope, id, {
    alarmDescription: alarm.description,
    metric: new cloudwatch.Metric({
      namespace: metric.namespace,
      metricName: metric.name,
      dimensionsMap: metric.dimensions,
      statistic: metric.statistic,
      period: Duration.seconds(metric.periodSeconds),
    }),
    threshold: alarm.threshold,
    comparisonOperator: COMPARISON[alarm.comparison],
    evaluationPeriods: alarm.periods,
    datapointsToAlarm: alarm.datapointsToAlarm,
    treatMissingData: alarm.silence === 'breaching' ? cloudwatch.TreatMissingData.BREACHING : cloudwatch.TreatMissingData.NOT_BREACHING,
  });
}
