import type { ClusterMember, Situation } from '../situation';
import { leftBehind } from './left-behind';
import { myself, stale } from './members';

/**
 * FORGET for ids that nobody has any more. Every agent does so on its own node; what gossip brings back within the
 * engine's ban of 60 s, or after it, is decided again.
 *
 * @param withSlots while forming nothing is lost with an id; later one that owns slots stays until its shard failed over
 */
export function forgotten(situation: Situation, withSlots = false): string[][] {
  const { cluster } = situation;
  const primaryId = myself(situation)?.primaryId;
  return cluster!.members
    .filter((member) => member.id !== primaryId && (withSlots || member.slots.length === 0))
    .filter((member) => stale(situation, member) || departed(situation, member) || leftBehind(situation, member))
    .map(({ id }) => ['FORGET', id]);
}

/** Of a node that is in the plan in neither region, failing, and owns no slots; whom it copied from does not matter any more. */
function departed(
  { cluster, clusterPlaces = [], remotePlaces = [] }: Situation, { id, node, flags, slots }: ClusterMember,
): boolean {
  const planned = node !== undefined && [...clusterPlaces, ...remotePlaces].some((place) => place.node === node);
  return id !== cluster!.myId && !planned && flags.includes('fail') && !flags.includes('noaddr') && slots.length === 0;
}
