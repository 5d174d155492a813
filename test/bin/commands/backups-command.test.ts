import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PASSWORD_VARIABLE } from '../../../bin/commands/backup-target';
import { RedisServers, type TestServer } from '../../lib/redis/redis-servers';
import { folder, invoked } from './invoked';

const files = folder();
const servers = new RedisServers();
const store = files.file('store');
let server: TestServer;
afterAll(async () => {
  files.remove();
  await servers.close();
});

/** Takes one and returns its id. */
async function backup(...words: string[]): Promise<string> {
  const { code, out, err } = await invoked('backup', '--node', `127.0.0.1:${server.port}`, '--name', 'solo', '--to', store, '--json', ...words);
  expect([code, err]).toEqual([0, expect.stringContaining('done')]);
  return (JSON.parse(out) as { manifest: { id: string } }).manifest.id;
}

beforeAll(async () => {
  server = await servers.start(['--requirepass', 'secret'], { password: 'secret' });
  await server.call('MSET', 'a', '1', 'b', '2');
});
beforeEach(() => {
  process.env[PASSWORD_VARIABLE] = 'secret';
  rmSync(store, { recursive: true, force: true });
  mkdirSync(store);
});
afterEach(() => { delete process.env[PASSWORD_VARIABLE]; });

test('taken, listed, shown, verified and pruned', async () => {
  const first = await backup('--codec', 'none');
  const second = await backup('--codec', 'gzip', '--verify');
  expect(await invoked('backups', 'list', store)).toMatchObject({ code: 0, out: expect.stringMatching(/DEPLOYMENT .*\n.*\nsolo +20\d+T.* 2 .*complete/) });
  const { backups } = JSON.parse((await invoked('backups', 'list', store, '--json')).out) as { backups: object[] };
  expect(backups).toMatchObject([
    { id: second, state: 'complete', verified: { deep: false }, manifest: { shards: [{ codec: 'gzip' }] } }, { id: first, state: 'complete' },
  ]);
  expect((await invoked('backups', 'show', store)).out).toContain(`solo/${second} in `);
  expect((await invoked('backups', 'show', store, first)).out).toContain('2 keys, ');
  const all = await invoked('backups', 'verify', store, 'all', '--deep');
  expect(all).toMatchObject({ code: 0, out: expect.stringContaining(`solo/${first} is in order: all of it was read and loaded into a server`) });
  const dry = await invoked('backups', 'prune', store, '--keep-last', '1');
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('1 of 2 would be removed') });
  expect(readdirSync(path.join(store, 'solo')).filter((name) => name !== 'lease')).toEqual([first, second].sort());
  const real = await invoked('backups', 'prune', store, '--keep-last', '1', '--confirm', '--json');
  expect(JSON.parse(real.out)).toMatchObject({
    confirm: true, policy: { last: 1 },
    backups: [{ id: second, keep: true, outcome: 'kept' }, { id: first, keep: false, outcome: 'removed', why: ['no rule keeps it'] }],
  });
  expect(readdirSync(path.join(store, 'solo')).filter((name) => name !== 'lease')).toEqual([second]);
}, 30_000);

test('what killed runs left more than a day ago is taken back by a prune that removes, and counted', async () => {
  const id = await backup();
  const drafts = ['old', 'young'].map((name) => path.join(store, 'solo', id, `.${name}.rdb-0123456789ab.draft`));
  drafts.forEach((draft) => writeFileSync(draft, 'half'));
  utimesSync(drafts[0]!, new Date(), new Date(Date.now() - 25 * 3_600_000));
  const left = (): string[] => readdirSync(path.join(store, 'solo', id)).filter((name) => name.endsWith('.draft'));
  await invoked('backups', 'prune', store, '--keep-last', '1');
  expect(left()).toHaveLength(2);
  expect(await invoked('backups', 'prune', store, '--keep-last', '1', '--confirm')).toMatchObject({
    code: 0, out: expect.stringContaining('1 unfinished object of killed runs taken back') });
  expect(left()).toEqual(['.young.rdb-0123456789ab.draft']);
  expect(JSON.parse((await invoked('backups', 'prune', store, '--keep-last', '1', '--confirm', '--json')).out)).toMatchObject({ leftovers: 0 });
});

test('damage is an answer, not a failure: exit code 1 and all that is wrong', async () => {
  const id = await backup('--codec', 'none');
  const file = path.join(store, 'solo', id, 'shard-1.rdb');
  const bytes = readFileSync(file);
  bytes[20]! ^= 1;
  writeFileSync(file, bytes);
  const { code, out } = await invoked('backups', 'verify', store);
  expect(code).toBe(1);
  expect(out).toContain(`solo/${id} is NOT in order:\n  shard-1.rdb has SHA-256 as stored`);
  expect(JSON.parse((await invoked('backups', 'verify', store, id, '--json')).out)).toMatchObject({ results: [{ ok: false, id }] });
  expect((await invoked('backups', 'list', store)).out).toMatch(/ failed verification \d+ s ago: shard-1\.rdb has SHA-256/);
  rmSync(file);
  expect((await invoked('backups', 'list', store)).out).toContain('damaged: shard-1.rdb is missing');
});

test('a server that refuses: exit code 4, and no backup', async () => {
  process.env[PASSWORD_VARIABLE] = 'wrong';
  const { code, out, err } = await invoked('backup', '--node', `127.0.0.1:${server.port}`, '--name', 'solo', '--to', store);
  expect([code, out]).toEqual([4, '']);
  expect(err).toMatch(/^redis-ha: .*WRONGPASS/m);
  expect((await invoked('backups', 'list', store)).out).toBe(`no backups in ${store}\n`);
});

test('a machine without a fitting server: exit code 3', async () => {
  await backup();
  expect(await invoked('backups', 'verify', store, '--deep', '--server', '/nowhere')).toMatchObject({
    code: 3, err: expect.stringContaining('/nowhere does not run here') });
});

test.each<[string, string[], string]>([
  ['no rule', ['prune', store], 'say what to keep with at least one of --keep-last'],
  ['a rule of nothing', ['prune', store, '--keep-daily', '0'], '--keep-daily: got 0'],
  ['no store', ['list', 'ftp://x'], 'store: got "ftp://x"'],
  ['a folder that is not there', ['list', `${store}s`], 'store: there is no folder'],
  ['no backup', ['show', store], 'has no complete backup; take one'],
  ['no such backup', ['verify', store, '20261122T150203Z-4f3a91'], 'has no 20261122T150203Z-4f3a91; see `redis-ha backups list`'],
  ['a deployment that is no name', ['list', store, '--deployment', 'a/b'], 'deployment: got "a/b"'],
])('bad input: %s', async (_, words, message) => {
  expect(await invoked('backups', ...words)).toMatchObject({ code: 2, err: expect.stringContaining(message), out: '' });
});

test.each<[string, string[], string]>([
  ['a codec', ['--codec', 'lz4'], '--codec: got "lz4"; use one of none, gzip, zstd, auto'],
  ['a deadline', ['--deadline', 'soon'], '--deadline: got "soon"'],
  ['a store', ['--to', 's3://'], '--to: got "s3://"'],
])('bad input of a backup: %s', async (_, words, message) => {
  const line = ['backup', '--node', 'a:1', '--name', 'solo', '--to', store, ...words];
  expect(await invoked(...line)).toMatchObject({ code: 2, err: expect.stringContaining(message), out: '' });
});

test('backups of several deployments: which one is meant must be said', async () => {
  const id = await backup();
  mkdirSync(path.join(store, 'other'));
  const { code, out } = await invoked('backup', '--node', `127.0.0.1:${server.port}`, '--name', 'other', '--to', store);
  expect([code, out]).toEqual([0, expect.stringContaining('other/')]);
  expect(await invoked('backups', 'show', store)).toMatchObject({ code: 2, err: expect.stringContaining('has backups of other, solo') });
  expect((await invoked('backups', 'show', store, '--deployment', 'solo')).out).toContain(`solo/${id}`);
});
