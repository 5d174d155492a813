import { takeBackup } from '../../../lib/backup/take-backup';
import { parsePairs } from '../../../lib/redis';
import { fill } from '../redis/fill';
import { eventually, RedisServers, type TestServer } from '../redis/redis-servers';
import { WatchedStore } from './watched-store';

jest.setTimeout(60_000);

const servers = new RedisServers();

afterAll(() => servers.close());

const replicas = async (sentinel: TestServer): Promise<string[]> =>
  (await sentinel.call('SENTINEL', 'REPLICAS', 'primary') as unknown[]).map((each) => parsePairs(each).name!);

test('Sentinel does not see the backup as a replica of the primary', async () => {
  const primary = await servers.start();
  await fill(primary, 10_000, 500);
  const replica = await servers.replica(primary);
  const sentinel = await servers.sentinel(primary);
  await sentinel.call('SENTINEL', 'DEBUG', 'INFO-PERIOD', '50');
  await eventually(async () => (await replicas(sentinel)).length === 1);
  const store = new WatchedStore();
  // Long enough for it to ask several times.
  store.onPiece = async (_, bytes) => { await new Promise((resolve) => setTimeout(resolve, bytes < 200_000 ? 1000 : 0)); };
  const target = { deployment: 'cache', nodes: [{ name: 'node-1', host: primary.host, port: primary.port }] };
  const manifest = await takeBackup({ target, store, codec: 'none' });
  expect([manifest.topology, manifest.shards[0]!.source.role]).toEqual(['sentinel', 'replica']);
  expect(await replicas(sentinel)).toEqual([`127.0.0.1:${replica.port}`]);

  // What it would see otherwise, and keep: a replica with port 0.
  const asked = await takeBackup({ target, store, codec: 'none', fromPrimary: true });
  expect(asked.findings.join()).toContain('SENTINEL RESET');
  expect(await replicas(sentinel)).toHaveLength(2);
  // Nor does a backup from a replica take that for a server later.
  expect((await takeBackup({ target, store, codec: 'none' })).findings.join()).not.toContain(':0');
});
