import { join } from 'node:path';
import { openSnapshotStream, RedisLink, type LinkTls } from '../../../lib/redis';
import { RdbScanner } from '../../../lib/rdb';
import { certificates } from './certificates';
import { RedisServers } from './redis-servers';

let servers: RedisServers;

beforeAll(() => { servers = new RedisServers(); });
afterAll(() => servers.close());

test('a server with TLS is only spoken to when it and its client are who they should be', async () => {
  const made = await certificates(join(servers.directory, 'tls'), 'redis.example.test');
  const server = await servers.start(made.serverArgs, { tls: made.client });
  await server.call('SET', 'a', 'x'.repeat(100_000));
  const attempt = async (tls?: LinkTls): Promise<unknown> => {
    const stream = await openSnapshotStream({ host: server.host, port: server.port, tls, idleTimeoutMs: 5000 });
    const scanner = new RdbScanner();
    for await (const part of stream.body) {
      scanner.write(part);
    }
    return scanner.end().keys;
  };
  expect(await attempt(made.client)).toEqual({ 0: 1 });
  await expect(attempt({ ...made.client, serverName: 'other.example.test' })).rejects.toThrow(/does not match certificate/);
  await expect(attempt({ ...made.client, ca: undefined })).rejects.toThrow(/self-signed|unable to/i);
  await expect(attempt({ ca: made.client.ca, serverName: made.client.serverName })).rejects.toThrow();
  await expect(attempt()).rejects.toThrow();

  const link = new RedisLink({ host: server.host, port: server.port, tls: { ...made.client, serverName: 'other.example.test' }, timeoutMs: 3000 });
  await expect(link.call('PING')).rejects.toThrow(/does not match certificate/);
  link.close();
});

