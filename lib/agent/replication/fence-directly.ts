import { FENCE } from '../../config';
import { isReply, type RedisLink } from '../../redis';

/** What came of stopping the writes of a server whose agent does not do it. */
export interface DirectFence {
  /** `silent`: nothing answers there, which says nothing about a server that is cut off. */
  readonly outcome: 'fenced' | 'silent' | 'refused';
  readonly detail: string;
}

/** One that has answered nothing for so long hangs, is gone, or is cut off; one on a busy machine has answered. */
const PATIENCE_MS = 2500;
const PAUSE_MS = 100;

/**
 * Stops the writes of a server over this agent's own link and cuts its clients, so that what they had not been told is not
 * done. For a server whose agent is dead: nobody else stops it, and it does not fence itself.
 */
export async function fenceDirectly(redis: RedisLink, patienceMs = PATIENCE_MS): Promise<DirectFence> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    try {
      await redis.call('CONFIG', 'SET', 'min-replicas-to-write', FENCE);
      await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes').catch(() => undefined);
      await redis.call('CLIENT', 'KILL', 'TYPE', 'pubsub', 'SKIPME', 'yes').catch(() => undefined);
      return { outcome: 'fenced', detail: 'fenced over its own port' };
    } catch (failure) {
      const { message, code } = failure as Error & { code?: string };
      if (isReply(failure)) {
        // One that has just started is fenced by its command line (rule R1).
        return message.startsWith('LOADING') ? { outcome: 'fenced', detail: 'its Redis has just started' } : { outcome: 'refused', detail: message };
      }
      if (code === 'ECONNREFUSED' || Date.now() + PAUSE_MS >= deadline) {
        return { outcome: 'silent', detail: message };
      }
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}
