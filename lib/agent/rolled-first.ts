import type { PeerState } from './situation';

/** Replicas that are behind each other by no more than this are level: what is missing comes while writes pause. */
const LEVEL_BYTES = 1024 * 1024;

/**
 * Candidates for a handover in the order they are to be tried: of those that are as fit as the first, the ones whose pods
 * are of another revision than the leaving one's come first. A rollout goes on from pod to pod, and whoever is still of the
 * former revision would have to hand over again.
 *
 * @param fittest candidates, the fittest first
 * @param revision of the pod that leaves; undefined where there are none
 */
export function rolledFirst(fittest: string[], peers: Record<string, PeerState>, revision: string | undefined): string[] {
  const first = fittest[0] === undefined ? undefined : peers[fittest[0]]?.redis;
  const level = (name: string): boolean => {
    const redis = peers[name]?.redis;
    return redis !== undefined && first !== undefined && redis.source === first.source
      && first.offset - redis.offset <= LEVEL_BYTES;
  };
  const rolled = (name: string): boolean => {
    const theirs = peers[name]?.revision;
    return revision !== undefined && theirs !== undefined && theirs !== revision && level(name);
  };
  return [...fittest.filter(rolled), ...fittest.filter((name) => !rolled(name))];
}
