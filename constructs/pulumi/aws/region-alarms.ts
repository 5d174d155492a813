import type * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { regionAlarms, type RegionAlarmsInput } from '../../../lib/aws';
import { childName } from '../shared';
import { alarmOf } from './alarm';

/** What may go wrong between two regions. Either may be the active one, so each has both. */
export interface RegionAlarms {
  /** This region is further behind than was declared. In the replica region also raised by silence: it may not follow at all. */
  readonly behind: aws.cloudwatch.MetricAlarm;
  /**
   * A node of this region, the active one, has had no proof of that for longer than the lease: neither from the witness nor
   * from the other region. With `WhenUnsure.STOP_WRITES` a primary then refuses writes.
   */
  readonly unproven: aws.cloudwatch.MetricAlarm;
}

/** @param id what the alarms' names have behind the component's */
export function makeRegionAlarms(
  component: string, id: string, input: RegionAlarmsInput, actions: pulumi.Input<string>[] = [], parent: pulumi.Resource,
): RegionAlarms {
  const { behind, unproven } = regionAlarms(input);
  return {
    behind: alarmOf(childName(component, `${id}-Behind`), behind, actions, { parent }),
    unproven: alarmOf(childName(component, `${id}-Unproven`), unproven, actions, { parent }),
  };
}
