import { Redis } from 'ioredis';

import type { Lab, LabNode } from '../../lab/lab';
import { credentials } from '../clients/ioredis-options';
import { targetOf } from '../target';

/** Asks one data node, over a connection of its own, as the application's user. Rejects when it does not answer. */
export async function askNode<T>(lab: Lab, node: LabNode, question: (client: Redis) => Promise<T>): Promise<T> {
  const target = targetOf(lab);
  const client = new Redis({
    host: node.host, port: target.redisPort, protocol: 2, lazyConnect: true, retryStrategy: null, commandTimeout: 1000,
    enableReadyCheck: false, disableClientInfo: true, ...credentials(target),
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await question(client);
  } finally {
    client.disconnect();
  }
}
