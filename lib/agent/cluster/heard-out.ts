import type { Situation } from '../situation';

/** Until all nodes of a region have learned that it was left, in milliseconds. */
const LEARNING_MS = 2000;

/**
 * Whether what this region's nodes had to say while it was cut off has reached those who have forgotten them, and was ignored.
 * Its primaries agreed that the others were failing, and the word of it waits in links that are tried for as long as the node
 * timeout. From somebody they know the others would believe it, and each would hold its own neighbours for failed for twice
 * the node timeout. Gossip makes everybody known as soon as one is, so all wait for the slowest.
 *
 * @see https://github.com/redis/redis/blob/7.0.15/src/cluster.c clusterCron: a link without an answer is made anew after the node timeout
 */
export function heardOut({ region, settings }: Pick<Situation, 'region' | 'settings'>): boolean {
  return (region?.learnedMsAgo ?? Infinity) >= settings.nodeTimeoutSeconds * 1000 + LEARNING_MS;
}
