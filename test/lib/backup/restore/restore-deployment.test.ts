import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { restoreDeployment, type RestoreDeploymentOptions } from '../../../../lib/backup/restore/restore-deployment';
import { openStore } from '../../../../lib/backup/store/open-store';
import { firstSlots } from '../../../../lib/cluster';
import { tagOf } from './spread';
import { Bench } from './real-redis';
import { snapshotOf, storeBackup } from './stored-backup';
import type { BackupManifest } from '../../../../lib/backup/manifest';

/** A slot that nobody wants: the mistake that the sum of all keys is there to find. */
const mockLost: { slot?: number } = {};
jest.mock('../../../../lib/rdb', () => {
  const actual = jest.requireActual<typeof import('../../../../lib/rdb')>('../../../../lib/rdb');
  return {
    ...actual,
    selectSlots: (sources: never, wanted: { keep(slot: number): boolean }, given: never) =>
      actual.selectSlots(sources, { keep: (slot) => slot !== mockLost.slot && wanted.keep(slot) }, given),
  };
});

jest.setTimeout(30_000);

const bench = new Bench();
const store = openStore(bench.folder('store'));
let manifest: BackupManifest;

beforeAll(async () => {
  const shards = [];
  for (const shard of [1, 2, 3]) {
    const server = await bench.start(bench.folder(`source-${shard}`));
    const { from, to } = firstSlots(shard, 3);
    await server.call('MSET', `${tagOf(from)}a`, 1, `${tagOf(to)}b`, 2);
    shards.push({ rdb: await snapshotOf(server), slots: [{ from, to }] });
  }
  manifest = await storeBackup(store, shards);
}, 30_000);
afterAll(() => bench.close());

function options(name: string, shards: number, changes: Partial<RestoreDeploymentOptions> = {}): RestoreDeploymentOptions {
  const target = { engine: { family: 'redis', version: '7.0' }, shards, cluster: true };
  return { store, manifest, target, directoryOf: (shard) => bench.folder(`${name}/shard-${shard}`), ...changes };
}

test('one shard that cannot be put where it belongs: none is', async () => {
  mkdirSync(bench.folder('occupied/shard-2'), { recursive: true });
  writeFileSync(bench.folder('occupied/shard-2/dump.rdb'), 'mine');
  await expect(restoreDeployment(options('occupied', 3))).rejects.toThrow(/shard-2 is not empty/);
  expect([readdirSync(bench.folder('occupied')), readdirSync(bench.folder('occupied/shard-2'))]).toEqual([['shard-2'], ['dump.rdb']]);
});

test('keys that do not add up to the manifest\'s are put nowhere', async () => {
  expect((await restoreDeployment(options('whole', 2))).shards.map(({ keys }) => keys)).toEqual([{ 0: 3 }, { 0: 3 }]);
  mockLost.slot = firstSlots(2, 3).from;
  await expect(restoreDeployment(options('short', 2)))
    .rejects.toThrow(/has keys: 6 in db 0; restored were: 5 in db 0; nothing was put into place/);
  expect(existsSync(bench.folder('short'))).toBe(false);
  mockLost.slot = undefined;
});

test('only one shard, on the machine it belongs to', async () => {
  const { shards } = await restoreDeployment(options('only', 2, { only: 2, directoryOf: () => bench.folder('only') }));
  expect(shards).toEqual([expect.objectContaining({ shard: 2, keys: { 0: 3 }, directory: bench.folder('only'), verbatim: false })]);
  expect(existsSync(bench.folder('only/shard-1'))).toBe(false);
  await expect(restoreDeployment(options('none', 2, { only: 3 }))).rejects.toThrow('--shard: got 3; give a whole number from 1 to 2');
});
