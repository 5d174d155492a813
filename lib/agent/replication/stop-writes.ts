import { FENCE } from '../../config';
import { isReply, type RedisLink } from '../../redis';

/** Whether a server takes no writes any longer, and how that is known. */
export interface Stopped {
  readonly stopped: boolean;
  readonly detail: string;
}

/** Fences the server beside this agent. One that is gone, or has just come back, is fenced by its command line (rule R1). */
export async function stopWrites(redis: RedisLink): Promise<Stopped> {
  try {
    await redis.call('CONFIG', 'SET', 'min-replicas-to-write', FENCE);
    return { stopped: true, detail: 'fenced' };
  } catch (failure) {
    const { message, code } = failure as Error & { code?: string };
    if (code === 'ECONNREFUSED') {
      return { stopped: true, detail: 'its Redis is not running' };
    }
    return isReply(failure) && message.startsWith('LOADING')
      ? { stopped: true, detail: 'its Redis has just started' }
      : { stopped: false, detail: message };
  }
}
