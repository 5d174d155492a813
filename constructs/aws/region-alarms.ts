import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { EC2_METRICS } from '../../lib/config';
import type { PlanRegionChange } from '../../lib/plan';
import { deploymentMetric } from './deployment-metric';

export interface RegionAlarmsProps {
  /** Name of the deployment. */
  readonly deployment: string;
  readonly change: PlanRegionChange;
  /** Whether this region is declared to follow the other one: then silence is an alarm, too. */
  readonly follows: boolean;
  readonly actions: cloudwatch.IAlarmAction[];
}

/** So many minutes in a row: one may be a node that is replaced. */
const MINUTES = 3;

/** What may go wrong between two regions. Either may be the active one, so each has both. */
export class RegionAlarms extends Construct {
  /** This region is further behind than was declared. In the replica region also raised by silence: it may not follow at all. */
  public readonly behind: cloudwatch.Alarm;
  /**
   * A node of this region, the active one, has had no proof of that for longer than the lease: neither from the witness nor
   * from the other region. With `WhenUnsure.STOP_WRITES` a primary then refuses writes.
   */
  public readonly unproven: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, { deployment, change, follows, actions }: RegionAlarmsProps) {
    super(scope, id);
    const lasting = { evaluationPeriods: MINUTES, datapointsToAlarm: MINUTES } as const;
    this.behind = new cloudwatch.Alarm(this, 'Behind', {
      ...lasting,
      alarmDescription: `The Redis deployment ${deployment} would lose more than ${change.objectives.rpoSeconds} s of writes with its active `
        + 'region: this one does not follow closely enough, or not at all (which is also so while this one is the active region)',
      metric: deploymentMetric(this, deployment, EC2_METRICS.regionLag, { statistic: cloudwatch.Stats.MAXIMUM }),
      threshold: change.objectives.rpoSeconds,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: follows ? cloudwatch.TreatMissingData.BREACHING : cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    this.unproven = new cloudwatch.Alarm(this, 'Unproven', {
      ...lasting,
      alarmDescription: `Nodes of the Redis deployment ${deployment} cannot ask the witness, nor the other region, whether theirs is `
        + `still the active one (whenUnsure: ${change.whenUnsure})`,
      metric: deploymentMetric(this, deployment, EC2_METRICS.regionUnproven, { statistic: cloudwatch.Stats.SUM }),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    [this.behind, this.unproven].forEach((alarm) => alarm.addAlarmAction(...actions));
  }
}
