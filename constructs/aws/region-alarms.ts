import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { regionAlarms } from '../../lib/aws';
import type { PlanRegionChange } from '../../lib/plan';
import { alarmOf } from './alarm';

export interface RegionAlarmsProps {
  /** Name of the deployment. */
  readonly deployment: string;
  readonly change: PlanRegionChange;
  /** Whether this region is declared to follow the other one: then silence is an alarm, too. */
  readonly follows: boolean;
  readonly actions: cloudwatch.IAlarmAction[];
}

/** What may go wrong between two regions. Either may be the active one, so each has both. */
export class RegionAlarms extends Construct {
  /** This region is further behind than was declared. In the replica region also raised by silence: it may not follow at all. */
  public readonly behind: cloudwatch.Alarm;
  /**
   * A node of this region, the active one, has had no proof of that for longer than the lease: neither from the witness nor
   * from the other region. With `WhenUnsure.STOP_WRITES` a primary then refuses writes.
   */
  public readonly unproven: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, { actions, ...input }: RegionAlarmsProps) {
    super(scope, id);
    const { behind, unproven } = regionAlarms(input);
    this.behind = alarmOf(this, 'Behind', behind);
    this.unproven = alarmOf(this, 'Unproven', unproven);
    [this.behind, this.unproven].forEach((alarm) => alarm.addAlarmAction(...actions));
  }
}
