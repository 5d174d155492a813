import type { Lab, LabNode } from '../../../lib/lab';
import { runningVersion } from '../../../lib/lab';
import { fakeServer, type FakeServer } from '../redis/fake-server';

const servers: FakeServer[] = [];
let logins: string[][] = [];

afterEach(async () => {
  logins = [];
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function port(info: string | undefined): Promise<number> {
  const server = await fakeServer((words) => {
    if (words[0]!.toUpperCase() === 'AUTH') {
      logins.push(words.slice(1));
    }
    if (words.join(' ').toUpperCase() !== 'INFO SERVER') {
      return '+OK\r\n';
    }
    return info === undefined ? '-NOPERM no\r\n' : `$${info.length}\r\n${info}\r\n`;
  });
  servers.push(server);
  return server.port;
}

/** Version on a node with those servers; undefined for one that refuses. */
async function version(infos: { redis?: string | undefined; sentinel?: string | undefined }): Promise<string> {
  const ports = {
    redis: 'redis' in infos ? await port(infos.redis) : 1, sentinel: 'sentinel' in infos ? await port(infos.sentinel) : 1,
  };
  const lab = { plan: { ports }, secret: (user: string) => `secret of ${user}` } as unknown as Lab;
  return runningVersion(lab, { host: '127.0.0.1', hasData: 'redis' in infos, hasSentinel: 'sentinel' in infos } as LabNode);
}

const REDIS = '# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\n';
const VALKEY = '# Server\r\nredis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\n';

test.each([
  ['Redis', { redis: REDIS }, 'redis 7.0.15'],
  ['Valkey by its own version', { redis: VALKEY }, 'valkey 8.1.1'],
  ['a node with a Sentinel only', { sentinel: REDIS }, 'redis 7.0.15'],
  ['two of one version once', { redis: REDIS, sentinel: REDIS }, 'redis 7.0.15'],
  ['two of two versions both, Redis first', { redis: VALKEY, sentinel: REDIS }, 'valkey 8.1.1, redis 7.0.15'],
  ['one that does not tell', { redis: undefined, sentinel: REDIS }, 'nothing, redis 7.0.15'],
])('%s', async (_, infos, said) => {
  expect(await version(infos)).toBe(said);
});

test('asks as the agent and leaves no connection', async () => {
  await version({ redis: REDIS });
  expect(logins).toEqual([['agent', 'secret of agent']]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(servers[0]!.sockets.map((socket) => socket.readableEnded || socket.destroyed)).toEqual([true]);
});

test('a server that is not there is nothing', async () => {
  const lab = { plan: { ports: { redis: 1, sentinel: 1 } }, secret: () => 'x' } as unknown as Lab;
  expect(await runningVersion(lab, { host: '127.0.0.1', hasData: true, hasSentinel: true } as LabNode)).toBe('nothing');
});
