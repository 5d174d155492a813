import { Standing } from '../region/standing';
import type { ClusterMember, Situation } from '../situation';

/**
 * Whether a member is of the region that was left when this one was put in charge, and nothing is heard of its agent. It is
 * forgotten: cut off, its primaries have agreed that this region's nodes are failing, and as soon as they were heard again
 * their word would stop the Cluster for twice the node timeout, before which a failure of a node with slots is not taken back.
 * A node ignores what strangers say of others. One that finds out what it is now introduces itself as a standby.
 *
 * @see https://github.com/redis/redis/blob/7.0.15/src/cluster.c clearNodeFailureIfNeeded, clusterProcessPacket
 */
export function leftBehind(situation: Situation, { id, node, was, primaryId, slots, flags }: ClusterMember): boolean {
  const { region, cluster, remotePlaces = [], remote = {} } = situation;
  const place = node ?? was;
  const takenOver = region?.standing === Standing.ACTIVE && region.record?.primaries !== undefined;
  if (!takenOver || slots.length > 0 || flags.includes('handshake') || remote[place ?? ''] !== undefined) {
    return false;
  }
  const elsewhere = (at: string | undefined): boolean => remotePlaces.some((each) => each.node === at);
  const leader = cluster!.members.find((member) => member.id === primaryId);
  return id !== cluster!.myId && elsewhere(place) && (leader === undefined || elsewhere(leader.node ?? leader.was));
}
