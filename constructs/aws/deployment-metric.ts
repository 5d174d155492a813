import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { EC2_METRICS } from '../../lib/config';

/** A metric that the nodes of a deployment publish, in the region of `scope`. @default - average over a minute */
export function deploymentMetric(
  scope: Construct, deployment: string, metricName: string, options?: cloudwatch.MetricOptions,
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: EC2_METRICS.namespace,
    metricName,
    dimensionsMap: { [EC2_METRICS.dimension]: deployment },
    statistic: cloudwatch.Stats.AVERAGE,
    period: Duration.minutes(1),
    ...options,
  }).attachTo(scope);
}
