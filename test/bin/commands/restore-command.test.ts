import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openStore } from '../../../lib/backup/store/open-store';
import { firstSlots } from '../../../lib/cluster';
import { plan } from '../../../lib/plan';
import { Topology } from '../../../lib/model';
import { demoSpec } from '../../lib/plan/specs';
import { Bench, type RealRedis } from '../../lib/backup/restore/real-redis';
import { snapshotOf, storeBackup } from '../../lib/backup/restore/stored-backup';
import { demo, folder, invoked } from './invoked';

jest.setTimeout(30_000);

const bench = new Bench();
const files = folder();
const url = bench.folder('store');
const store = openStore(url);
const [OLD, NEW] = ['20261120T000000Z-a', '20261122T000000Z-c'];
let server: RealRedis;

beforeAll(async () => {
  server = await bench.start(bench.folder('source'));
  await server.call('MSET', 'a', 1, 'b', 2);
  const rdb = await snapshotOf(server);
  await storeBackup(store, [{ rdb }], { deployment: 'cache', id: OLD });
  await storeBackup(store, [{ rdb }], { deployment: 'cache', id: NEW });
  const empty = await bench.start(bench.folder('empty'));
  const none = await snapshotOf(empty);
  // Slots of a and b are 15495 and 3300.
  await empty.call('SET', 'b', 2);
  const first = await snapshotOf(empty);
  await empty.call('DEL', 'b');
  await empty.call('SET', 'a', 1);
  const shards = [first, none, await snapshotOf(empty)].map((one, index) => ({ rdb: one, slots: [firstSlots(index + 1, 3)] }));
  await storeBackup(store, shards, { deployment: 'orders', id: NEW });
}, 30_000);
afterAll(async () => {
  await bench.close();
  files.remove();
});

test('a single server: the folder, what was restored, and what to do with it', async () => {
  const into = bench.folder('single');
  const { code, out, err } = await invoked('restore', url, '--deployment', 'cache', '--into', into);
  expect(code).toBe(0);
  expect(err).toMatch(/^shard 1: 100 % of 104 B$/m);
  expect(out).toContain(`restored the backup ${NEW} of cache, begun at 2026-11-22T00:00:00.000Z on redis 7.0.15`);
  expect(out).toMatch(new RegExp(`^1 of 1 +all +2 +104 B +${into}$`, 'm'));
  expect(out).toContain(`start a server on ${into} with appendonly yes`);
  expect(await (await bench.start(into)).call('MGET', 'a', 'b')).toEqual(['1', '2']);
  // It is in use now.
  const again = await invoked('restore', url, '--deployment', 'cache', '--into', into, '--keep-aside');
  expect([again.code, again.err]).toEqual([2, expect.stringMatching(/a redis-server runs on .*; stop the server/)]);
});

test('a Cluster: a folder for each shard, with the plan which node it is for; --json', async () => {
  const into = bench.folder('orders');
  const { code, out } = await invoked('restore', url, '--deployment', 'orders', '--into', into, '--json');
  expect(code).toBe(0);
  const report = JSON.parse(out);
  expect(report).toMatchObject({ deployment: 'orders', id: NEW, shards: 3, skipped: [], findings: [], engine: { family: 'redis', version: '7.0.15' } });
  expect(report.restored.map((shard: any) => [shard.shard, shard.keys, shard.directory])).toEqual([
    [1, { 0: 1 }, join(into, 'shard-1')], [2, {}, join(into, 'shard-2')], [3, { 0: 1 }, join(into, 'shard-3')],
  ]);
  expect(report.next.join('\n')).toMatch(/shard-2 is for one node of shard 2; its replicas begin empty/);

  const cluster = plan({ ...demoSpec(), name: 'five', topology: Topology.cluster({ shards: 5, replicas: 1 }), objectives: { rpoSeconds: 5, rtoSeconds: 10 } });
  const planned = await invoked('restore', url, '--deployment', 'orders', '--plan', files.file('five.json', cluster), '--into', bench.folder('five'));
  expect(planned.code).toBe(0);
  expect(readdirSync(bench.folder('five')).sort()).toEqual(['shard-1', 'shard-2', 'shard-3', 'shard-4', 'shard-5']);
  expect(planned.out).toMatch(/five\/shard-5 is for shard-5-1 \(shard 5\); shard-5-2 begins empty and copies from it/);
  expect(planned.out).toContain('CLUSTER ADDSLOTSRANGE');
});

test('one server of a Cluster\'s keys, or one shard of five on its own machine', async () => {
  expect((await invoked('restore', url, '--deployment', 'orders', '--shards', '1', '--into', bench.folder('one'))).code).toBe(0);
  expect(await (await bench.start(bench.folder('one'))).call('MGET', 'a', 'b')).toEqual(['1', '2']);
  const alone = ['restore', url, '--deployment', 'orders', '--shards', '5', '--shard', '2', '--into', bench.folder('alone')];
  expect(await invoked(...alone)).toMatchObject({ code: 2, err: expect.stringContaining('name the same one everywhere with --backup') });
  const { code, out } = await invoked(...alone, '--backup', NEW);
  expect([code, readdirSync(bench.folder('alone')).sort()]).toEqual([0, ['appendonlydir', 'restored.json']]);
  expect(out).toMatch(/^2 of 5 +3276-6552 +1 /m);
});

test('--keep-aside: where the old data is, and what else was in its folder', async () => {
  const into = bench.folder('kept');
  mkdirSync(into);
  ['dump.rdb', 'nodes.conf', 'users.acl'].forEach((name) => writeFileSync(join(into, name), 'old'));
  expect(await invoked('restore', url, '--deployment', 'cache', '--into', into))
    .toMatchObject({ code: 2, err: expect.stringMatching(/kept is not empty: it has dump\.rdb, nodes\.conf, users\.acl; .*--keep-aside/) });
  const { code, out } = await invoked('restore', url, '--deployment', 'cache', '--into', into, '--keep-aside');
  expect(code).toBe(0);
  const [, kept] = /the old data is in (\S+): remove it when all is well; it also has users\.acl:/.exec(out) ?? [];
  expect(readFileSync(join(kept!, 'dump.rdb'), 'utf8')).toBe('old');
  expect(readdirSync(into).sort()).toEqual(['appendonlydir', 'restored.json']);
});

test('the newest that is in order, and which are not; one that was named is never replaced by another', async () => {
  const object = join(url, 'cache', NEW, 'shard-1.rdb.gz');
  const bytes = readFileSync(object);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(object, bytes);
  const { code, out, err } = await invoked('restore', url, '--deployment', 'cache', '--latest', '--into', bench.folder('latest'));
  expect(code).toBe(0);
  expect(err).toContain(`${NEW} cannot be used: shard-1.rdb.gz`);
  expect(out).toContain(`restored the backup ${OLD} of cache`);
  expect(out).toContain('newer ones that cannot be used:');
  const named = await invoked('restore', url, '--deployment', 'cache', '--backup', NEW, '--into', bench.folder('named'));
  expect(named).toMatchObject({ code: 4, err: expect.stringContaining(`the backup ${NEW} of cache is damaged`) });
  expect(existsSync(bench.folder('named'))).toBe(false);
});

test('what does not fit is the answer no; flags that do not go together are bad input', async () => {
  const into = ['--into', bench.folder('nothing')];
  const refused = await invoked('restore', url, '--deployment', 'orders', '--engine', 'redis-7.0', '--plan', files.file('demo.json', demo), ...into);
  expect(refused.code).toBe(0);
  const code = async (...flags: string[]): Promise<[number, string]> => {
    const result = await invoked('restore', url, '--deployment', 'orders', '--into', bench.folder('never'), ...flags);
    return [result.code, result.err];
  };
  expect(await code('--latest', '--backup', NEW)).toEqual([2, expect.stringContaining('leave one of them out')]);
  expect(await code('--shards', '0')).toEqual([2, expect.stringContaining('--shards: got 0')]);
  expect(await code('--engine', 'redis-3')).toEqual([2, expect.stringContaining('unknown engine')]);
  expect(await code('--backup', '20200101T000000Z-x')).toEqual([2, expect.stringContaining(`use one that is there, newest first: ${NEW}`)]);
  expect((await invoked('restore', url, ...into)).err).toContain('has backups of cache, orders; say which one with --deployment');
  expect((await invoked('restore', 'ftp://x', ...into)).err).toContain('ftp://x is no store');
  expect((await invoked('restore', url)).code).toBe(2);
});
