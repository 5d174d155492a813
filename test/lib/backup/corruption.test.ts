import { shardProblems } from '../../../lib/backup/verify-shard';
import { verifyBackup } from '../../../lib/backup/verify';
import { Random } from '../../../lib/drill/random';
import { RedisServers } from '../redis/redis-servers';
import { damaged, unnoticed, victims, type Victim } from './corruption';
import { aShard } from './manifests';
import { MemoryStore } from './memory-store';
import { BY_NODE_24, PLAIN_BYTES, PLAIN_SHA256 } from './zstd-by-node-24';

const servers = new RedisServers();
let all: Victim[];
beforeAll(async () => { all = await victims(servers); }, 60_000);
afterAll(() => servers.close());

test('a hundred damages anywhere in stored backups are found, all of them', async () => {
  const seed = Date.now() % 2 ** 32;
  expect({ seed, unnoticed: await unnoticed(all, new Random(seed), 100) }).toEqual({ seed, unnoticed: [] });
}, 120_000);

test('and what is left after them is in order', async () => {
  for (const { store, manifest } of all) {
    expect(await verifyBackup(store, manifest)).toMatchObject({ ok: true, problems: [] });
  }
});

test('what Node.js 24 compressed is looked at without crashing or hanging, whatever has become of it', async () => {
  const good = Buffer.from(BY_NODE_24, 'base64');
  const store = new MemoryStore();
  const object = 'shard-1.rdb.zst';
  const { sha256: storedSha256, bytes: storedBytes } = await store.put(object, (async function* body() { yield good; })());
  const shard = aShard({ object, codec: 'zstd', storedBytes, storedSha256, plainBytes: PLAIN_BYTES, plainSha256: PLAIN_SHA256 });
  // It is no snapshot, and nothing else is wrong with it.
  expect(await shardProblems(store, '', shard, [])).toEqual([expect.stringContaining('is no snapshot in order')]);
  const random = new Random(Date.now() % 2 ** 32);
  for (let time = 0; time < 100; time += 1) {
    const [what, bad] = damaged(good, random);
    store.objects.set(object, bad);
    const found = await shardProblems(store, '', shard, []);
    expect([random.seed, what, found.some((problem) => problem.includes('SHA-256 as stored'))]).toEqual([random.seed, what, !bad.equals(good)]);
  }
}, 60_000);
