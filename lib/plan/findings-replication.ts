import type { Finding } from './deployment-plan';
import { warning, type Reviewed } from './finding';

/** What a person has to do, and what copies of copies cost. */
export function replicationFindings({ spec, promise }: Reviewed): Finding[] {
  const { replicas, cascaded } = spec.topology;
  const found = [warning('no-automatic-failover', 'topology',
    'nobody fails over by himself: the loss of the primary\'s machine lasts until `redis-ha failover` is called, and '
      + `${promise.rto.hangSeconds} s from then on; what the primary takes while it has no replica is lost with it`,
    'have an alarm and a person for it, or use Topology.sentinel')];
  if (cascaded > 0) {
    const direct = replicas - cascaded;
    found.push(warning('cascaded', 'topology.cascaded',
      `${cascaded} of ${replicas} replicas copy from ${direct === 1 ? 'the only one that copies' : `${direct} that copy`} from the primary: `
        + 'they are further behind, wait while that one is gone, and do not count for min-replicas-to-write',
      direct === 1 ? 'use one less, so that two copy from the primary itself' : 'keep it if sparing the primary their traffic is worth that'));
  }
  return found;
}
