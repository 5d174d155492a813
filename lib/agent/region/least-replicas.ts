import type { Settings } from '../../model';
import type { RedisState } from '../situation';

/**
 * `min-replicas-to-write` of a primary that takes writes. The engine counts every replica, so the good ones of the other region
 * come on top: an acknowledged write is on as many nodes of this region as the plan says, however many copies are elsewhere.
 */
export function leastReplicas({ minReplicasToWrite }: Settings, redis: Pick<RedisState, 'remoteReplicas'>): number {
  return minReplicasToWrite === 0 ? 0 : minReplicasToWrite + (redis.remoteReplicas ?? 0);
}
