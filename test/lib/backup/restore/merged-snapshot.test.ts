import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { restoreDeployment, type RestoredDeployment } from '../../../../lib/backup/restore/restore-deployment';
import { RestoreRefused } from '../../../../lib/backup/restore/restore-problems';
import { openStore } from '../../../../lib/backup/store/open-store';
import type { BackupManifest } from '../../../../lib/backup/manifest';
import { firstSlots, keySlot, SLOTS } from '../../../../lib/cluster';
import { contentOf } from './contents';
import { Bench, type RealRedis } from './real-redis';
import { inShards, LIBRARY, manyKeys, tagOf } from './spread';
import { snapshotOf, storeBackup, type BackedUp } from './stored-backup';

jest.setTimeout(30_000);

const bench = new Bench();
const store = openStore(bench.folder('store'));
const backups = new Map<number, BackupManifest>();
let all: RealRedis;
let content: Record<string, string>;

beforeAll(async () => {
  all = await manyKeys(bench, 'all');
  content = await contentOf(all);
  for (const shards of [1, 3, 5]) {
    backups.set(shards, await storeBackup(store, await inShards(bench, all, shards), { deployment: `of-${shards}` }));
  }
}, 60_000);
afterAll(() => bench.close());

function restore(manifest: BackupManifest, shards: number, name: string): Promise<RestoredDeployment> {
  const engine = { family: 'redis', version: '7.0' };
  return restoreDeployment({
    store, manifest, target: { engine, shards, cluster: shards > 1 }, directoryOf: (shard) => join(bench.folder(name), `shard-${shard}`),
  });
}

const LAYOUTS = [[3, 2], [3, 5], [5, 3], [1, 3], [3, 1], [3, 3]];

test.each(LAYOUTS)('%i shards into %i: every key of every type, once, where its slot is', async (from, to) => {
  const { shards, findings } = await restore(backups.get(from)!, to, `${from}-into-${to}`);
  expect(findings).toEqual([]);
  const keys = shards.map((shard) => shard.keys?.['0'] ?? 0);
  expect(keys.reduce((sum, count) => sum + count, 0)).toBe(Object.keys(content).length);
  const found: Record<string, string> = {};
  await Promise.all(shards.map(async ({ directory, functions, verbatim }, index) => {
    expect([functions, verbatim]).toEqual([['shared'], from === to]);
    const server = await bench.start(directory);
    const part = await contentOf(server);
    expect(Object.keys(part)).toHaveLength(keys[index]!);
    const { from: first, to: last } = firstSlots(index + 1, to);
    expect(Object.keys(part).map((key) => keySlot(Buffer.from(key, 'latin1'))).filter((slot) => slot < first || slot > last)).toEqual([]);
    expect(await server.call('FCALL', 'shared', 0)).toBe(7);
    Object.assign(found, part);
    await server.kill();
  }));
  expect(found).toEqual(content);
}, 30_000);

/** Two shards of a Cluster: in the first and in the second half of the slots. */
async function halves(...writes: ((server: RealRedis) => Promise<unknown>)[]): Promise<BackedUp[]> {
  return Promise.all(writes.map(async (write, index) => {
    const server = await bench.start(bench.folder(`half-${halvesMade += 1}`));
    await write(server);
    return { rdb: await snapshotOf(server), slots: [firstSlots(index + 1, 2)] };
  }));
}
let halvesMade = 0;

test('functions in two shards do not clash after a merge; of those that differ each is there', async () => {
  const only = LIBRARY.replaceAll('shared', 'only');
  const manifest = await storeBackup(store, await halves(
    (server) => server.call('FUNCTION', 'LOAD', LIBRARY),
    async (server) => { await server.call('FUNCTION', 'LOAD', LIBRARY); await server.call('FUNCTION', 'LOAD', only); },
  ), { deployment: 'functions' });
  const { shards: [merged] } = await restore(manifest, 1, 'functions');
  expect([...merged!.functions].sort()).toEqual(['only', 'shared']);
  const server = await bench.start(merged!.directory);
  expect([await server.call('FCALL', 'shared', 0), await server.call('FCALL', 'only', 0)]).toEqual([7, 7]);
});

test('one library with two bodies is refused, with nothing left behind, and is no damage', async () => {
  const manifest = await storeBackup(store, await halves(
    (server) => server.call('FUNCTION', 'LOAD', LIBRARY), (server) => server.call('FUNCTION', 'LOAD', LIBRARY.replace('7', '8')),
  ), { deployment: 'conflict' });
  const failure = await restore(manifest, 1, 'conflict').catch((thrown: unknown) => thrown);
  expect(failure).toBeInstanceOf(RestoreRefused);
  expect((failure as Error).message).toContain('shared');
  expect(readdirSync(bench.root)).not.toContain('conflict');
  // Into the same shards nothing has to be put together.
  expect((await restore(manifest, 2, 'no-conflict')).shards.map(({ verbatim }) => verbatim)).toEqual([true, true]);
});

test('what an interrupted move of slots left behind is not restored, said, and stops no server', async () => {
  const [tag, mine] = [tagOf(SLOTS - 1), tagOf(0)];
  const manifest = await storeBackup(store, await halves(
    async (server) => { await server.call('SET', `${tag}key`, 'leftover'); await server.call('SET', `${mine}key`, 'mine'); },
    (server) => server.call('SET', `${tag}key`, 'right'),
  ), { deployment: 'strays' });
  for (const shards of [1, 2, 3]) {
    const { shards: results, findings } = await restore(manifest, shards, `strays-${shards}`);
    expect(findings).toEqual([expect.stringMatching(/^1 keys of slots that shard 1 of the backup did not own were left out/)]);
    expect(results.reduce((sum, { keys }) => sum + (keys!['0'] ?? 0), 0)).toBe(2);
    const last = await bench.start(results.at(-1)!.directory);
    expect(await last.call('GET', `${tag}key`)).toBe('right');
    await last.kill();
  }
});

test('a restored Cluster has every slot, also those without keys', async () => {
  const { shards } = await restore(backups.get(3)!, 2, 'cluster');
  const cluster = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '2000'];
  const servers = await Promise.all(shards.map(({ directory }) => bench.start(directory, cluster)));
  const field = async (server: RealRedis, name: string): Promise<string> =>
    new RegExp(`${name}:(\\S+)`).exec(String(await server.call('CLUSTER', 'INFO')))![1]!;
  // What loading alone gives: slots that have keys, and no more.
  const claimed = await Promise.all(servers.map(async (server) => Number(await field(server, 'cluster_slots_assigned'))));
  expect(Math.max(...claimed)).toBeLessThan(SLOTS / 4);
  for (const [index, server] of servers.entries()) {
    const { from, to } = firstSlots(index + 1, 2);
    const taken = (await server.call('CLUSTER', 'SLOTS') as [number, number][]).flatMap(([first, last]) =>
      Array.from({ length: last - first + 1 }, (_, at) => first + at));
    const missing = Array.from({ length: to - from + 1 }, (_, at) => from + at).filter((slot) => !taken.includes(slot));
    await server.call('CLUSTER', 'ADDSLOTS', ...missing);
    await server.call('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
  }
  await servers[0]!.call('CLUSTER', 'MEET', '127.0.0.1', servers[1]!.port);
  for (const server of servers) {
    for (let tries = 0; tries < 300 && await field(server, 'cluster_state') !== 'ok'; tries += 1) {
      await new Promise((resolve) => { setTimeout(resolve, 50); });
    }
    expect([await field(server, 'cluster_state'), await field(server, 'cluster_slots_assigned')]).toEqual(['ok', String(SLOTS)]);
  }
  const sizes = await Promise.all(servers.map((server) => server.call('DBSIZE')));
  expect(Number(sizes[0]) + Number(sizes[1])).toBe(Object.keys(content).length);
  expect(await servers[0]!.call('GET', `${tagOf(0)}string`)).toBe('hello');
  expect(await servers[1]!.call('GET', `${tagOf(SLOTS - 1)}string`)).toBe('hello');
}, 30_000);

test('nodes.conf of the source is never restored: its server is another node of the same name to nobody', async () => {
  const folder = bench.folder('node');
  const cluster = ['--cluster-enabled', 'yes'];
  const node = await bench.start(folder, cluster);
  await node.call('CLUSTER', 'ADDSLOTSRANGE', 0, SLOTS - 1);
  const id = await node.call('CLUSTER', 'MYID');
  const manifest = await storeBackup(store, [{ rdb: await snapshotOf(node), slots: [firstSlots(1, 1)] }], { deployment: 'node' });
  expect(readdirSync(folder)).toContain('nodes.conf');
  const { shards: [restored] } = await restore(manifest, 1, 'node-restored');
  expect(readdirSync(restored!.directory).sort()).toEqual(['appendonlydir', 'restored.json']);
  expect(await (await bench.start(restored!.directory, cluster)).call('CLUSTER', 'MYID')).not.toBe(id);
  // In place of the old data it is moved away with it.
  await node.stop();
  const target = { engine: { family: 'redis', version: '7.0' }, shards: 1, cluster: true };
  await restoreDeployment({ store, manifest, target, directoryOf: () => folder, keepAside: true });
  expect(readdirSync(folder).sort()).toEqual(['appendonlydir', 'restored.json']);
});
