import type { PeerState, RedisState } from '../situation';

/**
 * Whom a replica copies from: the node the plan gives it while that one is in order, else the primary itself. While
 * nobody says that a link is broken it is left alone.
 *
 * @param upstream what the plan says, see `upstreamOf`; undefined for the primary
 */
export function sourceFor(primary: string, upstream: string | undefined, redis: Pick<RedisState, 'source' | 'linkUp'>, peers: Record<string, PeerState>): string {
  if (upstream === undefined || upstream === primary) {
    return primary;
  }
  const above = peers[upstream];
  if (!above) {
    return redis.source === upstream && redis.linkUp ? upstream : primary;
  }
  const inOrder = above.redis?.role === 'replica' && above.redis.source === primary && above.redis.linkUp && !above.redis.copying
    && above.memory?.state === 'initialised';
  return inOrder ? upstream : primary;
}

/**
 * Of which epoch the data is that came from there. Until the one that is named opens, nothing of its epoch exists, and
 * who claims to hold some would keep it from leading after a crash.
 */
export function epochFrom(source: PeerState | undefined, named: number): number {
  return source?.memory?.state === 'initialised' ? source.memory.epoch : named - 1;
}
