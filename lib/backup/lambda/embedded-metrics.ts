import { BACKUP_METRICS } from '../../model/backup-run';
import type { RunMetrics } from '../run/run-backup';

const UNITS: Record<keyof RunMetrics, string> = {
  [BACKUP_METRICS.succeeded]: 'Count',
  [BACKUP_METRICS.verified]: 'Count',
  [BACKUP_METRICS.duration]: 'Seconds',
  [BACKUP_METRICS.bytes]: 'Bytes',
  [BACKUP_METRICS.age]: 'Seconds',
};

/**
 * A log line that CloudWatch turns into metrics: no call, no endpoint in the VPC, no permission, and nothing that can fail.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(deployment: string, metrics: RunMetrics, at: Date): string {
  const { namespace, dimension } = BACKUP_METRICS;
  const names = Object.keys(metrics) as (keyof RunMetrics)[];
  return JSON.stringify({
    _aws: {
      Timestamp: at.getTime(),
      CloudWatchMetrics: [{
        Namespace: namespace, Dimensions: [[dimension]], Metrics: names.map((Name) => ({ Name, Unit: UNITS[Name] })),
      }],
    },
    [dimension]: deployment,
    ...metrics,
  });
}
