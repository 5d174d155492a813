import type { ClusterClaim, ClusterFacts } from '../situation';
import { gone } from './members';

/** What this node's agent tells its peers about the Cluster as its own node sees it. */
export function claimOf({ myId, members, ok }: ClusterFacts): ClusterClaim {
  const me = members.find(({ id }) => id === myId);
  const primaryId = me?.primaryId ?? myId;
  const primary = members.find(({ id }) => id === primaryId);
  return {
    id: myId, primaryId, configEpoch: primary?.configEpoch ?? 0, ok,
    known: members.filter(({ flags }) => !flags.includes('handshake') && !flags.includes('noaddr')).map(({ id }) => id),
    owners: members.filter((member) => member.slots.length > 0 && !gone(member)).map(({ id }) => id),
  };
}
