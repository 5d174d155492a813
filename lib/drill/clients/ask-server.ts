import { Redis } from 'ioredis';

import type { Address, DrillTarget } from '../target';
import { access } from './ioredis-options';

const ANSWER_MS = 1000;

/** Asks one server, over a connection of its own, as the application's user. Rejects when it does not answer. */
export async function askServer<T>(
  target: DrillTarget, { host, port }: Address, question: (client: Redis) => Promise<T>,
): Promise<T> {
  const client = new Redis({
    host, port, protocol: 2, lazyConnect: true, retryStrategy: null, commandTimeout: ANSWER_MS, enableReadyCheck: false,
    disableClientInfo: true, ...access(target),
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await question(client);
  } finally {
    client.disconnect();
  }
}
