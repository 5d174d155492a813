import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackupDamaged } from '../../../../lib/backup/manifest-file';
import { readRestored } from '../../../../lib/backup/restore/restored-file';
import { restoreShard, type RestoreProgress } from '../../../../lib/backup/restore/restore-shard';
import { openStore } from '../../../../lib/backup/store/open-store';
import { contentOf, writeEveryType } from './contents';
import { Bench, type RealRedis } from './real-redis';
import { snapshotOf, storeBackup } from './stored-backup';

jest.setTimeout(30_000);

const bench = new Bench();
const store = openStore(bench.folder('store'));
let source: RealRedis;
let rdb: Buffer;

beforeAll(async () => {
  source = await bench.start(bench.folder('source'));
  await writeEveryType(source);
  await source.call('FUNCTION', 'LOAD', '#!lua name=mylib\nredis.register_function("f", function() return 1 end)');
  await source.call('SELECT', 3);
  await writeEveryType(source, 'three-');
  await source.call('SELECT', 0);
  rdb = await snapshotOf(source);
});
afterAll(() => bench.close());

const whole = { shard: 1, shards: 1 };
const baseOf = (folder: string): string => join(folder, 'appendonlydir', 'appendonly.aof.1.base.rdb');

test('every type, several databases, times to live and functions come back equal', async () => {
  const directory = bench.folder('all');
  const manifest = await storeBackup(store, [{ rdb }], { deployment: 'all' });
  const told: RestoreProgress[] = [];
  const restored = await restoreShard({ store, manifest, directory, ...whole, progress: (now) => told.push(now) });
  expect(restored).toEqual({
    shard: 1, directory, keys: { 0: 19, 3: 19 }, functions: ['mylib'], bytes: rdb.length, verbatim: true, strays: {},
  });
  expect(readFileSync(baseOf(directory)).equals(rdb)).toBe(true);
  expect(told.at(-1)).toEqual({ shard: 1, bytes: rdb.length, of: rdb.length });
  expect(await readRestored(directory)).toEqual({
    deployment: 'all', id: manifest.id, shard: 1, shards: 1, keys: { 0: 19, 3: 19 }, functions: ['mylib'],
  });
  const server = await bench.start(directory);
  expect(await contentOf(server)).toEqual(await contentOf(source));
  expect(await contentOf(server, 3)).toEqual(await contentOf(source, 3));
  expect(Object.keys(await contentOf(server))).toHaveLength(19);
  expect(await server.call('FCALL', 'f', 0)).toBe(1);
  expect(await server.call('XPENDING', 'stream', 'readers')).toEqual(await source.call('XPENDING', 'stream', 'readers'));
});

test('a key whose time to live passed before the start is loaded, counted, and gone', async () => {
  const short = await bench.start(bench.folder('short'));
  await short.call('SET', 'stays', '1');
  await short.call('SET', 'goes', '1', 'PX', 150);
  const manifest = await storeBackup(store, [{ rdb: await snapshotOf(short) }], { deployment: 'short' });
  await new Promise((resolve) => { setTimeout(resolve, 200); });
  const directory = bench.folder('short-restored');
  const { keys } = await restoreShard({ store, manifest, directory, ...whole });
  expect(keys).toEqual({ 0: 2 });
  const server = await bench.start(directory);
  const info = async (field: string): Promise<number> => Number(new RegExp(`${field}:(\\d+)`).exec(String(await server.call('INFO')))?.[1]);
  expect(await info('rdb_last_load_keys_loaded')).toBe(2);
  expect(await server.call('GET', 'goes')).toBeNull();
  expect([await server.call('DBSIZE'), await info('expired_keys')]).toEqual([1, 1]);
});

test('hardlinks: the stored backup is never touched by the server that was restored from it', async () => {
  const directory = bench.folder('linked');
  const manifest = await storeBackup(store, [{ rdb }], { deployment: 'linked', codec: 'none' });
  await restoreShard({ store, manifest, directory, ...whole });
  const object = join(store.url, 'linked', manifest.id, 'shard-1.rdb');
  expect(statSync(object).ino).not.toBe(statSync(baseOf(directory)).ino);
  expect(statSync(baseOf(directory)).nlink).toBe(1);
  const server = await bench.start(directory);
  await server.call('FLUSHALL');
  await server.call('BGREWRITEAOF');
  await server.stop();
  expect(createHash('sha256').update(readFileSync(object)).digest('hex')).toBe(manifest.shards[0]!.storedSha256);
});

describe('what is damaged leaves nothing behind', () => {
  const damage: [string, (bytes: Buffer) => Buffer, RegExp][] = [
    ['a bit that flipped', (bytes) => { bytes[bytes.length >> 1]! ^= 4; return bytes; }, /shard-1\.rdb/],
    ['an object that was cut off', (bytes) => bytes.subarray(0, bytes.length - 9), /shard-1\.rdb/],
    ['the forty bytes of an end mark after the snapshot', (bytes) => Buffer.concat([bytes, Buffer.alloc(40, 'a')]), /shard-1\.rdb/],
    ['an object that is empty', () => Buffer.alloc(0), /shard-1\.rdb/],
  ];
  test.each(damage)('%s', async (what, change, message) => {
    for (const codec of ['none', 'gzip'] as const) {
      const deployment = `damaged-${codec}-${what.length}`;
      const manifest = await storeBackup(store, [{ rdb }], { deployment, codec });
      const object = join(store.url, deployment, manifest.id, manifest.shards[0]!.object);
      writeFileSync(object, change(readFileSync(object)));
      const directory = bench.folder(`${deployment}-restored`);
      const failure = await restoreShard({ store, manifest, directory, ...whole }).catch((thrown: unknown) => thrown);
      expect(failure).toBeInstanceOf(BackupDamaged);
      expect((failure as Error).message).toMatch(message);
      expect(existsSync(directory)).toBe(false);
    }
  });

  test('an object that is missing', async () => {
    const manifest = await storeBackup(store, [{ rdb }], { deployment: 'missing' });
    await store.remove(`missing/${manifest.id}/shard-1.rdb.gz`);
    await expect(restoreShard({ store, manifest, directory: bench.folder('never'), ...whole }))
      .rejects.toThrow(new BackupDamaged('missing', manifest.id, ['shard-1.rdb.gz: is not there']));
    expect(existsSync(bench.folder('never'))).toBe(false);
  });

  test('a snapshot that is not the one the manifest counted', async () => {
    const manifest = await storeBackup(store, [{ rdb }], { deployment: 'counted' });
    const [shard] = manifest.shards;
    const other = { ...manifest, shards: [{ ...shard!, keys: { 0: 19, 3: 20 }, functions: [] }] };
    await expect(restoreShard({ store, manifest: other, directory: bench.folder('never'), ...whole }))
      .rejects.toThrow(/has the functions mylib, not none .*has the keys 19 in db 0, 19 in db 3, not 19 in db 0, 20 in db 3/);
  });
});

test('a store that breaks off is no damage, and leaves nothing; neither does whoever gives up', async () => {
  const manifest = await storeBackup(store, [{ rdb }], { deployment: 'broken' });
  const broken = { ...store, url: 's3://bucket', read: async () => breaksOff() };
  const directory = bench.folder('broken-off');
  await expect(restoreShard({ store: broken, manifest, directory, ...whole })).rejects.toThrow('connection reset');
  const abort = new AbortController();
  const stopping = { store, manifest, directory, ...whole, signal: abort.signal, progress: () => abort.abort(new Error('enough')) };
  await expect(restoreShard(stopping)).rejects.toThrow('enough');
  expect(existsSync(directory)).toBe(false);
});

async function* breaksOff(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('1f8b0800000000000000', 'hex');
  throw new Error('connection reset');
}

test('with old data to be kept aside a failure leaves it where it is', async () => {
  const directory = bench.folder('precious');
  const server = await bench.start(directory);
  await server.call('SET', 'old', '1');
  const manifest = await storeBackup(store, [{ rdb }], { deployment: 'precious' });
  await expect(restoreShard({ store, manifest, directory, ...whole, keepAside: true })).rejects.toThrow('a redis-server runs on');
  await server.stop();
  const before = readdirSync(directory).sort();
  await store.remove(`precious/${manifest.id}/shard-1.rdb.gz`);
  await expect(restoreShard({ store, manifest, directory, ...whole, keepAside: true })).rejects.toThrow(BackupDamaged);
  expect(readdirSync(directory).sort()).toEqual(before);
  expect(readdirSync(bench.root).filter((name) => name.startsWith('precious'))).toEqual(['precious']);
});
