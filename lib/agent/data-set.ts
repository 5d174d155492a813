import type { Memory } from './memory';
import type { RedisState } from './situation';

/** A memory whose data has vanished from under it says nothing about what the node holds now. */
export function intact(memory: Memory | undefined, redis: RedisState | undefined): boolean {
  if (memory?.state !== 'initialised') {
    return false;
  }
  return !(redis && redis.nobody && !redis.loading && redis.keys === 0 && memory.keys > 0);
}

/**
 * Newer epoch first; within an epoch its primary has everything; among replicas of one stream the
 * longer log. A primary that restarted within its epoch began a stream whose offsets start again, so
 * between streams the time counts at which they were last received.
 */
export function newer(a: Memory, b: Memory): boolean {
  if (a.epoch !== b.epoch) {
    return a.epoch > b.epoch;
  }
  if ((a.role === 'primary') !== (b.role === 'primary')) {
    return a.role === 'primary';
  }
  return a.replicationId === b.replicationId ? a.offset > b.offset : a.lastGoodAt > b.lastGoodAt;
}
