import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BackupDamaged } from '../../../../lib/backup/manifest-file';
import { restoreLatest, type RestoreLatestOptions } from '../../../../lib/backup/restore/restore-latest';
import { RestoreRefused } from '../../../../lib/backup/restore/restore-problems';
import { openStore } from '../../../../lib/backup/store/open-store';
import { firstSlots } from '../../../../lib/cluster';
import { Bench, type RealRedis } from './real-redis';
import { snapshotOf, storeBackup, type BackedUp } from './stored-backup';

jest.setTimeout(30_000);

const bench = new Bench();
const store = openStore(bench.folder('store'));
const [OLD, NEW] = ['20261120T000000Z-a', '20261122T000000Z-c'];
let server: RealRedis;

beforeAll(async () => {
  server = await bench.start(bench.folder('source'));
});
afterAll(() => bench.close());

/** Two shards; all keys are in the slots of the second. */
async function pair(value: string): Promise<BackedUp[]> {
  await server.call('FLUSHALL');
  const empty = await snapshotOf(server);
  await server.call('SET', 'foo', value);
  return [{ rdb: empty, slots: [firstSlots(1, 2)] }, { rdb: await snapshotOf(server), slots: [firstSlots(2, 2)] }];
}

async function twoBackups(deployment: string): Promise<void> {
  for (const id of [OLD, NEW]) {
    await storeBackup(store, await pair(id), { deployment, id });
  }
}

function damage(deployment: string, id: string, object: string): void {
  const file = join(store.url, deployment, id, object);
  const bytes = readFileSync(file);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(file, bytes);
}

function options(deployment: string, changes: Partial<RestoreLatestOptions> = {}): RestoreLatestOptions {
  const target = { engine: { family: 'redis', version: '7.0' }, shards: 2, cluster: true };
  return {
    store, choice: { deployment }, targetFor: () => target, directoryOf: (shard) => bench.folder(`${deployment}/shard-${shard}`), ...changes,
  };
}

test('the newest, when it is in order', async () => {
  await twoBackups('good');
  expect((await restoreLatest(options('good'))).manifest.id).toBe(NEW);
});

test('the one before it when it turns out to be damaged while it is read: both shards of that one, and it says so', async () => {
  await twoBackups('fallback');
  damage('fallback', NEW, 'shard-2.rdb.gz');
  const skipped: string[][] = [];
  const { manifest } = await restoreLatest(options('fallback', { onSkip: (...skip) => skipped.push(skip) }));
  expect(manifest.id).toBe(OLD);
  expect(skipped).toEqual([[NEW, expect.stringContaining('shard-2.rdb.gz')]]);
  for (const shard of [1, 2]) {
    expect(JSON.parse(readFileSync(bench.folder(`fallback/shard-${shard}/restored.json`), 'utf8'))).toMatchObject({ id: OLD });
  }
  expect(await (await bench.start(bench.folder('fallback/shard-2'))).call('GET', 'foo')).toBe(OLD);
});

test('a backup that was named is restored or nothing is; no shard of a damaged one comes into place', async () => {
  await twoBackups('named');
  damage('named', NEW, 'shard-2.rdb.gz');
  await expect(restoreLatest(options('named', { choice: { deployment: 'named', id: NEW } }))).rejects.toThrow(BackupDamaged);
  expect(existsSync(bench.folder('named'))).toBe(false);
});

test('when none is in order it says what to look at', async () => {
  await twoBackups('none');
  damage('none', NEW, 'shard-1.rdb.gz');
  damage('none', OLD, 'shard-2.rdb.gz');
  await expect(restoreLatest(options('none'))).rejects.toThrow(/no backup that could be restored \(2 cannot be used\)/);
  expect(existsSync(bench.folder('none'))).toBe(false);
});

test('what does not fit is no damage: nothing older is restored instead, and nothing downloaded', async () => {
  await twoBackups('unfit');
  const read = jest.spyOn(store, 'read');
  const target = { engine: { family: 'valkey', version: '8.1' }, shards: 1, cluster: false };
  const shaped = await restoreLatest(options('unfit', { targetFor: () => target, directoryOf: () => bench.folder('unfit-valkey') }));
  // 7.0's format is older than the two parted ways.
  expect(shaped.manifest.id).toBe(NEW);
  read.mockClear();
  const old = { ...target, engine: { family: 'redis', version: '6.2' } };
  await expect(restoreLatest(options('unfit', { targetFor: () => old }))).rejects.toThrow(RestoreRefused);
  expect(read.mock.calls.filter(([key]) => !key.endsWith('manifest.json'))).toEqual([]);
  read.mockRestore();
});
