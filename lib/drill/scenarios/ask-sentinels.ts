import { Redis } from 'ioredis';

import type { Lab } from '../../lab/lab';
import { targetOf } from '../target';

/** Asks every Sentinel, each over a connection of its own, as the application's user; nobody where there are none. */
export function askSentinels<T>(lab: Lab, question: (client: Redis, node: string) => Promise<T>): Promise<T>[] {
  const { username, password } = targetOf(lab);
  return lab.nodes.filter((node) => node.hasSentinel).map(async (node) => {
    const client = new Redis({
      host: node.host, port: lab.plan.ports.sentinel, username, password, protocol: 2, lazyConnect: true, retryStrategy: null,
      commandTimeout: 1000, enableReadyCheck: false, disableClientInfo: true,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await question(client, node.name);
    } finally {
      client.disconnect();
    }
  });
}
