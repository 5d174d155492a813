import { TopologyKind } from '../model';
import { decideCluster } from './cluster/decide-cluster';
import type { Desired } from './desired';
import { decideInRegion } from './region/decide-in-region';
import { lostMarker } from './restore-marker';
import { decideReplication } from './replication/decide-replication';
import { decideSentinel } from './sentinel/decide-sentinel';
import type { Situation } from './situation';

/** Who may be primary: the rules of docs/roles.md as one pure function. What it does not know it does not decide. */
export function decide(situation: Situation): Desired {
  const desired = decideInRegion(situation, decideRole);
  const restoreMarker = lostMarker(situation, desired);
  return restoreMarker === undefined ? desired : { ...desired, restoreMarker };
}

function decideRole(situation: Situation): Desired {
  switch (situation.topology) {
    case TopologyKind.CLUSTER:
      return decideCluster(situation);
    case TopologyKind.REPLICATION:
      return decideReplication(situation);
    default:
      return decideSentinel(situation);
  }
}
