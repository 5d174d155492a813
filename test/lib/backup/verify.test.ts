import { listBackups } from '../../../lib/backup/catalog';
import type { BackupManifest } from '../../../lib/backup/manifest';
import { BackupTooNew, writeManifest } from '../../../lib/backup/manifest-file';
import { seal } from '../../../lib/backup/sealed-json';
import { ObjectMissing } from '../../../lib/backup/store/store';
import { recordVerified } from '../../../lib/backup/verification';
import { verifyBackup, type VerifyProgress } from '../../../lib/backup/verify';
import { RedisServers } from '../redis/redis-servers';
import { MemoryStore } from './memory-store';
import { shardOf, snapshotOf, storeBackup } from './stored-backup';

const servers = new RedisServers();
const snapshots: Buffer[] = [];
let store: MemoryStore;
let manifest: BackupManifest;
const key = (name: string): string => `cache/${manifest.id}/${name}`;
const problems = async (): Promise<string[]> => (await verifyBackup(store, manifest)).problems;

beforeAll(async () => {
  const server = await servers.start();
  await server.call('FUNCTION', 'LOAD', '#!lua name=mylib\nredis.register_function("f", function() return 1 end)');
  for (let shard = 0; shard < 3; shard += 1) {
    await server.call('SET', `key-${shard}`, 'x'.repeat(5000 + shard), 'PX', 3_600_000);
    await server.call('RPUSH', 'list', ...Array.from({ length: 300 }, (_, index) => `entry ${index}`));
    snapshots.push(await snapshotOf(server));
  }
});
afterAll(() => servers.close());

beforeEach(async () => {
  store = new MemoryStore();
  manifest = await storeBackup(store, snapshots);
});

test('what is in order is called so, and written down', async () => {
  const told: VerifyProgress[] = [];
  const result = await verifyBackup(store, manifest, { parallel: 3, progress: (now) => told.push(now) });
  expect(result).toEqual({ deployment: 'cache', id: manifest.id, ok: true, problems: [], deep: false });
  expect((await listBackups(store))[0]!.verified).toMatchObject({ deep: false });
  expect(told.at(-1)!.bytes).toBe(manifest.shards.reduce((sum, { storedBytes }) => sum + storedBytes, 0));
  expect(told.at(-1)!.of).toBe(told.at(-1)!.bytes);
});

test.each(['none', 'gzip'] as const)('codec %s', async (codec) => {
  store = new MemoryStore();
  manifest = await storeBackup(store, snapshots.slice(0, 1), { codec });
  expect(await problems()).toEqual([]);
});

test('swapped shards are called that', async () => {
  const first = store.objects.get(key('shard-1.rdb.gz'))!;
  store.objects.set(key('shard-1.rdb.gz'), store.objects.get(key('shard-2.rdb.gz'))!);
  store.objects.set(key('shard-2.rdb.gz'), first);
  const found = await problems();
  expect(found).toContain('shard-1.rdb.gz holds what belongs to shard 2 (shard-2.rdb.gz): the objects were swapped');
  expect(found).toContain('shard-2.rdb.gz holds what belongs to shard 1 (shard-1.rdb.gz): the objects were swapped');
  expect((await listBackups(store))[0]!.verified).toBeUndefined();
});

test('all that is wrong is listed, not only the first', async () => {
  store.objects.delete(key('shard-2.rdb.gz'));
  store.objects.set(key('notes.txt'), Buffer.from('mine'));
  const bad = Buffer.from(store.objects.get(key('shard-3.rdb.gz'))!);
  bad[100]! ^= 16;
  store.objects.set(key('shard-3.rdb.gz'), bad);
  const found = await problems();
  expect(found[0]).toBe('notes.txt is in its folder and the manifest does not know it');
  expect(found).toContain('shard-2.rdb.gz is missing');
  expect(found).toContainEqual(expect.stringMatching(/^shard-3\.rdb\.gz has SHA-256 as stored [0-9a-f]{64}; the manifest says /));
});

test('more or less than was stored, and other content of the same length', async () => {
  const good = store.objects.get(key('shard-1.rdb.gz'))!;
  const longer = [Buffer.concat([good, good]), Buffer.concat([good, Buffer.alloc(1)])];
  for (const bad of [good.subarray(0, -1), ...longer, Buffer.alloc(good.length), Buffer.alloc(0)]) {
    store.objects.set(key('shard-1.rdb.gz'), bad);
    const found = await problems();
    expect(found).toContainEqual(expect.stringContaining('shard-1.rdb.gz has SHA-256 as stored'));
    expect(found.some((problem) => problem.startsWith('shard-1.rdb.gz has stored bytes'))).toBe(bad.length !== good.length);
  }
});

test('a manifest whose numbers are not those of the snapshot: every number is looked at', async () => {
  const [first, ...rest] = manifest.shards;
  const wrong = {
    plainBytes: first!.plainBytes + 1, plainSha256: 'f'.repeat(64), rdbVersion: 3, rdbMagic: 'VALKEY', crc64: 'f'.repeat(16),
    keys: { 0: 1, 3: 1 }, expires: 9, functions: ['otherlib'],
  };
  store.objects.delete(key('manifest.json'));
  await writeManifest(store, { ...manifest, shards: [{ ...first!, ...wrong }, ...rest] });
  const { magic, version } = { magic: first!.rdbMagic, version: first!.rdbVersion };
  expect(await problems()).toEqual([
    `has decoded bytes ${first!.plainBytes}; the manifest says ${wrong.plainBytes}`,
    `has SHA-256 decoded ${first!.plainSha256}; the manifest says ${wrong.plainSha256}`,
    `has format ${magic} ${version}; the manifest says VALKEY 3`,
    `has CRC64 ${first!.crc64}; the manifest says ${wrong.crc64}`,
    'has keys 2 in db 0; the manifest says 1 in db 0, 1 in db 3',
    'has keys with a time to live 1; the manifest says 9',
    'has function libraries mylib; the manifest says otherlib',
  ].map((problem) => `shard-1.rdb.gz ${problem}`));
});

test('a snapshot that was not whole when it was stored is found by its own checksum', async () => {
  const cut = Buffer.from(snapshots[0]!);
  cut[cut.length >> 1]! ^= 1;
  store = new MemoryStore();
  const right = shardOf(snapshots[0]!);
  manifest = await storeBackup(store, [snapshots[0]!]);
  const other = new MemoryStore();
  const put = await other.put(key('shard-1.rdb'), (async function* body() { yield cut; })());
  store.objects.clear();
  store.objects.set(key('shard-1.rdb'), cut);
  const sha = put.sha256;
  await writeManifest(store, { ...manifest, shards: [{
    ...manifest.shards[0]!, ...right, object: 'shard-1.rdb', codec: 'none', storedBytes: cut.length, storedSha256: sha, plainSha256: sha,
  }] });
  const found = await problems();
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(/^shard-1\.rdb is no snapshot in order: RDB file, byte \d+/);
});

test('trouble with the store is an error, not damage: while it is listed, asked for an object, and in the middle of one', async () => {
  const read = store.read.bind(store);
  const only = (body: () => AsyncIterable<Uint8Array>): void => {
    store.read = async (name) => (name.endsWith('shard-2.rdb.gz') ? body() : read(name));
  };
  const good = store.objects.get(key('shard-2.rdb.gz'))!;
  only(async function* broken() { yield good.subarray(0, 50); throw new Error('connection reset'); });
  await expect(verifyBackup(store, manifest)).rejects.toThrow('connection reset');
  only(() => { throw new Error('permission denied'); });
  await expect(verifyBackup(store, manifest)).rejects.toThrow('permission denied');
  // The decoder stops at bytes that are none of its own, and the second reading, of what is there, breaks off.
  let times = 0;
  only(async function* garbage() {
    times += 1;
    yield Buffer.alloc(50);
    if (times > 1) {
      throw new Error('timed out');
    }
    yield Buffer.alloc(50);
  });
  await expect(verifyBackup(store, manifest)).rejects.toThrow('timed out');
  store.list = () => { throw new Error('no route'); };
  await expect(verifyBackup(store, manifest)).rejects.toThrow('no route');
});

test('an object that goes while it is read is missing', async () => {
  const read = store.read.bind(store);
  store.read = async (name) => (name.endsWith('shard-2.rdb.gz')
    ? (async function* gone() { yield Buffer.alloc(10); throw new ObjectMissing('memory:', name); })() : read(name));
  expect(await problems()).toEqual(['shard-2.rdb.gz is missing']);
});

test('damaged, missing and newer manifests', async () => {
  store.objects.set(key('manifest.json'), seal('manifest', { ...manifest, schemaVersion: 9 }));
  await expect(verifyBackup(store, manifest)).rejects.toThrow(BackupTooNew);
  store.objects.set(key('manifest.json'), Buffer.from('x'));
  expect(await problems()).toEqual(['manifest.json is not JSON']);
  store.objects.delete(key('manifest.json'));
  expect(await problems()).toEqual(['it has no manifest.json: it was never finished, or is being written']);
  store.objects.clear();
  expect(await problems()).toEqual(['there is no such backup']);
});

test('it ends when told to, and says nothing then', async () => {
  await expect(verifyBackup(store, manifest, { signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough');
  const stop = new AbortController();
  await expect(verifyBackup(store, manifest, { signal: stop.signal, progress: () => stop.abort(new Error('enough')) }))
    .rejects.toThrow('enough');
  expect([...store.objects.keys()].some((name) => name.includes('verified'))).toBe(false);
});

test('written down only when wanted', async () => {
  expect((await verifyBackup(store, manifest, { record: false })).ok).toBe(true);
  expect((await listBackups(store))[0]!.verified).toBeUndefined();
});

test('a failure is written down, cancels what was said before, and is expected in the folder by the next verification', async () => {
  await recordVerified(store, manifest, { at: new Date(Date.now() - 60_000), deep: true });
  store.objects.set(key('notes.txt'), Buffer.from('mine'));
  const problem = 'notes.txt is in its folder and the manifest does not know it';
  expect(await problems()).toEqual([problem]);
  expect((await listBackups(store))[0]).toMatchObject({ state: 'complete', failed: { problems: [problem] } });
  expect((await listBackups(store))[0]!.verified).toBeUndefined();
  expect(await problems()).toEqual([problem]);
  store.objects.delete(key('notes.txt'));
  jest.useFakeTimers({ now: Date.now() + 2000, doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'queueMicrotask'] });
  try {
    expect(await problems()).toEqual([]);
  } finally {
    jest.useRealTimers();
  }
  expect((await listBackups(store))[0]).toMatchObject({ verified: { deep: true } });
});

test('a failure that may not be written down is told all the same', async () => {
  store.objects.delete(key('shard-2.rdb.gz'));
  store.create = async () => { throw new Error('permission denied'); };
  expect(await problems()).toEqual([
    'shard-2.rdb.gz is missing', 'that it is not in order could not be written down in the store: permission denied']);
  expect((await verifyBackup(store, manifest, { record: false })).problems).toEqual(['shard-2.rdb.gz is missing']);
});
