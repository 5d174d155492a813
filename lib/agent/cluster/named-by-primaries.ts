import type { Situation } from '../situation';
import { answering, gone, isPrimary } from './members';

/**
 * Whether a majority of the Cluster's primaries, by the word of their agents, calls this node the owner of its slots;
 * empty when so, else what lacks. A node that has just started calls its Cluster ok two seconds later whoever is there,
 * and may have been replaced while it was away (read in cluster.c of 7.0.15, clusterUpdateState).
 */
export function namedByPrimaries(situation: Situation): string {
  const { cluster } = situation;
  const claims = answering(situation).map(([, { cluster: claim }]) => claim!);
  const owners = cluster!.members.filter((member) => member.slots.length > 0 && isPrimary(member));
  const others = owners.filter(({ id }) => id !== cluster!.myId);
  const agree = others.filter((owner) => !gone(owner) && claims.some(({ id, ok, owners: theirs }) =>
    id === owner.id && ok && theirs.includes(cluster!.myId)));
  const majority = Math.floor(owners.length / 2) + 1;
  return agree.length + 1 >= majority ? '' : `${agree.length + 1} of ${owners.length} primaries say so`;
}
