import { isReply, parsePairs, type RedisLink } from '../../redis';

/** What a Sentinel said to the request for a failover. */
export interface Answer {
  /** Only its own word is a refusal. */
  readonly refused: boolean;
  readonly detail: string;
}

/** Waits until a Sentinel has seen that a node may be promoted at that priority; it learns it by INFO. */
export async function seenBySentinel(
  sentinel: RedisLink, master: string, host: string, priority: number, deadline: number,
): Promise<boolean> {
  while (Date.now() < deadline) {
    const replicas = (await sentinel.call('SENTINEL', 'REPLICAS', master).catch(() => [])) as unknown[];
    const mine = replicas.map(parsePairs).find((replica) => replica.ip === host);
    if (mine && Number(mine['slave-priority']) === priority && !/s_down|disconnected/.test(mine.flags ?? '')) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/**
 * Asks exactly one Sentinel for a failover. Asking several starts several at one epoch,
 * since a forced failover takes no vote.
 *
 * A lost answer is no refusal: the Sentinel may be failing over.
 */
export async function askFailover(sentinel: RedisLink, master: string): Promise<Answer> {
  try {
    await sentinel.call('SENTINEL', 'FAILOVER', master);
    return { refused: false, detail: 'OK' };
  } catch (failure) {
    return { refused: isReply(failure), detail: failure instanceof Error ? failure.message : String(failure) };
  }
}
