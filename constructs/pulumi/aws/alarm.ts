import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { AlarmDefinition } from '../../../lib/aws';

/** An alarm that `lib/aws` decided on. @param description instead of the definition's, where a part of it is not known yet */
export function alarmOf(
  name: string,
  alarm: AlarmDefinition<pulumi.Input<string>>,
  actions: pulumi.Input<pulumi.Input<string>[]>,
  opts: pulumi.CustomResourceOptions,
  description: pulumi.Input<string> = alarm.description,
): aws.cloudwatch.MetricAlarm {
  const { metric } = alarm;
  return new aws.cloudwatch.MetricAlarm(name, {
    alarmDescription: description,
    namespace: metric.namespace,
    metricName: metric.name,
    dimensions: metric.dimensions,
    statistic: metric.statistic,
    period: metric.periodSeconds,
    threshold: alarm.threshold,
    comparisonOperator: alarm.comparison,
    evaluationPeriods: alarm.periods,
    datapointsToAlarm: alarm.datapointsToAlarm,
    treatMissingData: alarm.silence,
    alarmActions: actions,
  }, opts);
}
