import { EC2_METRICS } from '../config';
import type { PlanRegionChange } from '../plan';
import type { AlarmDefinition } from './alarm';
import { DEPLOYMENT_METRICS, type DeploymentMetric } from './metrics';

export interface RegionAlarmsInput {
  /** Name of the deployment. */
  readonly deployment: string;
  readonly change: PlanRegionChange;
  /** Whether this region is declared to follow the other one: then silence is an alarm, too. */
  readonly follows: boolean;
}

/** What may go wrong between two regions. Either may be the active one, so each has both. */
export interface RegionAlarmDefinitions {
  /** This region is further behind than was declared. In the replica region also raised by silence: it may not follow at all. */
  readonly behind: AlarmDefinition;
  /** A node of this region, the active one, has had no proof of that for longer than the lease. */
  readonly unproven: AlarmDefinition;
}

/** So many minutes in a row: one may be a node that is replaced. */
const MINUTES = 3;

/** Alarms of one region about the other. */
export function regionAlarms({ deployment, change, follows }: RegionAlarmsInput): RegionAlarmDefinitions {
  const lasting = { periods: MINUTES, datapointsToAlarm: MINUTES } as const;
  const metricOf = (metric: DeploymentMetric): Omit<AlarmDefinition['metric'], 'statistic'> => ({
    namespace: EC2_METRICS.namespace, name: metric.name, dimensions: { [EC2_METRICS.dimension]: deployment },
    periodSeconds: metric.periodSeconds,
  });
  const { regionLag, regionUnproven } = DEPLOYMENT_METRICS;
  return {
    behind: {
      ...lasting,
      description: `The Redis deployment ${deployment} would lose more than ${change.objectives.rpoSeconds} s of writes with its active `
        + 'region: this one does not follow closely enough, or not at all (which is also so while this one is the active region)',
      metric: { ...metricOf(regionLag), statistic: regionLag.statistic },
      threshold: change.objectives.rpoSeconds,
      comparison: 'GreaterThanThreshold',
      silence: follows ? 'breaching' : 'notBreaching',
    },
    unproven: {
      ...lasting,
      description: `Nodes of the Redis deployment ${deployment} cannot ask the witness, nor the other region, whether theirs is `
        + `still the active one (whenUnsure: ${change.whenUnsure})`,
      metric: { ...metricOf(regionUnproven), statistic: regionUnproven.statistic },
      threshold: 1,
      comparison: 'GreaterThanOrEqualToThreshold',
      silence: 'notBreaching',
    },
  };
}
