import type { NodeReport } from '../../region/promotion';
import { intact } from '../data-set';
import type { PeerState } from '../situation';

/** What a promotion needs of an agent's answer. */
export function reportOf(state: PeerState): NodeReport {
  const { memory, redis, sentinelEpoch, role, cluster, viewEpoch, phase, region, fence, lag } = state;
  const epochs = [memory?.epoch, sentinelEpoch, role?.marker.epoch, cluster?.configEpoch, viewEpoch];
  const settled = redis !== undefined && !redis.copying && !redis.loading;
  return {
    ...(redis ? { role: redis.role, ...(redis.source === undefined ? {} : { source: redis.source }) } : {}),
    holdsData: settled && intact(memory, redis),
    epoch: memory?.epoch ?? 0,
    highestEpoch: Math.max(...epochs.map((epoch = 0) => epoch)),
    offset: redis?.offset ?? memory?.offset ?? 0,
    replicationId: redis?.replicationId ?? memory?.replicationId ?? '',
    linkUp: redis?.linkUp ?? false,
    phase,
    ...(region ? { region } : {}),
    ...(fence ? { fence } : {}),
    ...(lag ? { lag } : {}),
  };
}
