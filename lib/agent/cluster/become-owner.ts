import type { Desired } from '../desired';
import type { Situation } from '../situation';
import { myself } from './members';
import { remembered } from './remembered';

/** The marker stands and this node owns slots: it is the first primary of its shard. */
export function becomeOwner(situation: Situation, deploymentId: string): Desired {
  const me = myself(situation)!;
  if (me.primaryId !== undefined || !situation.cluster!.ok) {
    return { phase: 'forming', reason: 'formed; waiting until the Cluster is ok', copyable: true, eligible: false };
  }
  return {
    phase: 'serving', reason: 'formed', copyable: true, eligible: false,
    remember: remembered(situation, deploymentId, 'primary', me.configEpoch),
  };
}
