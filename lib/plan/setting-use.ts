import { TopologyKind, type Settings } from '../model';

/** Settings a topology has no use for. They are in its plans all the same, as derived, so that every plan has one shape. */
const UNUSED: Record<TopologyKind, (keyof Settings)[]> = {
  [TopologyKind.SENTINEL]: ['nodeTimeoutSeconds'],
  [TopologyKind.REPLICATION]: [
    'downAfterSeconds', 'nodeTimeoutSeconds', 'failoverTimeoutSeconds', 'rebootDownAfterSeconds', 'infoPeriodSeconds',
  ],
  // CLUSTER FAILOVER pauses writes by itself, for as long as it takes and no longer than ten seconds.
  [TopologyKind.CLUSTER]: [
    'downAfterSeconds', 'failoverTimeoutSeconds', 'rebootDownAfterSeconds', 'infoPeriodSeconds', 'handoverPauseSeconds',
  ],
};

/** Whether anything in a deployment of that kind follows the setting. */
export function isUsed(setting: keyof Settings, kind: TopologyKind): boolean {
  return !UNUSED[kind].includes(setting);
}
