import { BACKUP_METRICS } from '../model/backup-run';
import type { AlarmDefinition } from './alarm';
import type { AlarmWindow } from './backup-timing';

/** Of the function's timeout: a run that takes longer is close to being cut off. */
const NEAR_LIMIT = 0.8;
const PERIOD_SECONDS = 300;

export interface BackupAlarmsInput<Name> {
  readonly deployment: string;
  readonly functionName: Name;
  readonly timeoutSeconds: number;
  /** Queue of what was given up. */
  readonly queueName: Name;
  /** Whether a backup counts when it was read again only. */
  readonly verify: boolean;
  readonly window: AlarmWindow;
}

/** What may go wrong with backups, above all that nothing happens. */
export interface BackupAlarmDefinitions<Name> {
  /** A run failed, or was cut off. */
  readonly failed: AlarmDefinition<Name>;
  /** There is no fresh backup, for whatever reason: also when nothing runs and nothing is said. */
  readonly absent: AlarmDefinition<Name | string>;
  /** A run came close to the function's timeout. */
  readonly slow: AlarmDefinition<Name>;
  /** An event was given up. */
  readonly givenUp: AlarmDefinition<Name>;
}

export function backupAlarms<Name>(input: BackupAlarmsInput<Name>): BackupAlarmDefinitions<Name> {
  const { deployment, functionName, window } = input;
  const quiet = { periods: 1, silence: 'notBreaching', comparison: 'GreaterThanOrEqualToThreshold' } as const;
  const ofFunction = { namespace: 'AWS/Lambda', dimensions: { FunctionName: functionName }, periodSeconds: PERIOD_SECONDS };
  return {
    failed: {
      ...quiet,
      description: `A backup of the Redis deployment ${deployment} failed; the function's log says why`,
      // Lambda's own count: it also knows runs that were cut off before they could say anything.
      metric: { ...ofFunction, name: 'Errors', statistic: 'Sum' },
      threshold: 1,
    },
    absent: {
      description: `There is no fresh ${input.verify ? 'verified backup' : 'backup'} of the Redis deployment ${deployment}`,
      metric: {
        namespace: BACKUP_METRICS.namespace,
        name: input.verify ? BACKUP_METRICS.verified : BACKUP_METRICS.succeeded,
        dimensions: { [BACKUP_METRICS.dimension]: deployment },
        statistic: 'Sum',
        periodSeconds: window.periodSeconds,
      },
      threshold: 1,
      comparison: 'LessThanThreshold',
      periods: window.periods,
      datapointsToAlarm: window.periods,
      silence: 'breaching',
    },
    slow: {
      ...quiet,
      description: `A backup of the Redis deployment ${deployment} took more than ${NEAR_LIMIT * 100} % of the function's timeout; `
        + 'give dataSetSize, memorySize or timeout',
      metric: { ...ofFunction, name: 'Duration', statistic: 'Maximum' },
      threshold: input.timeoutSeconds * 1000 * NEAR_LIMIT,
    },
    givenUp: {
      ...quiet,
      description: `Backups of the Redis deployment ${deployment} were given up; the messages in the queue say why`,
      metric: {
        namespace: 'AWS/SQS',
        name: 'ApproximateNumberOfMessagesVisible',
        dimensions: { QueueName: input.queueName },
        statistic: 'Maximum',
        periodSeconds: PERIOD_SECONDS,
      },
      threshold: 1,
    },
  };
}
