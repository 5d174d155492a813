import type { Situation } from '../situation';
import { myself } from './members';

/** True on a replica whose primary neither feeds it nor answers its own agent, or is another node by now, without data. */
export function shardInOutage(situation: Situation): boolean {
  const { redis, peers, memory, cluster } = situation;
  if (redis?.role !== 'replica' || redis.linkUp || memory?.state !== 'initialised') {
    return false;
  }
  const primary = redis.source === undefined ? undefined : peers[redis.source];
  const another = cluster !== undefined && primary?.cluster !== undefined && primary.cluster.id !== myself(situation)?.primaryId;
  return primary?.redis?.role !== 'primary' || another;
}
