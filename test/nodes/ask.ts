import { Redis } from 'ioredis';

/** One command on a connection of its own. */
export async function ask(
  host: string, port: number, [command, ...args]: string[], username: string, password: string,
): Promise<unknown> {
  const client = new Redis({
    host, port, username, password, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0,
    connectTimeout: 1000, commandTimeout: 1000, enableReadyCheck: false, disableClientInfo: true, protocol: 2,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await client.call(command!, ...args);
  } finally {
    client.disconnect();
  }
}
