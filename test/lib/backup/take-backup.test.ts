import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from '../../../lib/backup/codec';
import { readManifest } from '../../../lib/backup/manifest-file';
import { holdingLease } from '../../../lib/backup/snapshot/holding-lease';
import { NoSource } from '../../../lib/backup/source/choose-source';
import { BackupAborted, takeBackup, type BackupProgress, type Patience, type TakeBackupOptions } from '../../../lib/backup/take-backup';
import { RdbScanner } from '../../../lib/rdb';
import { parseInfo } from '../../../lib/redis';
import { TopologyKind } from '../../../lib/model';
import { planUsers } from '../../../lib/plan/users';
import { fill } from '../redis/fill';
import { childrenOf, eventually, RedisServers, type TestServer } from '../redis/redis-servers';
import { certificates } from '../redis/certificates';
import { flippingProxy } from '../redis/flipping-proxy';
import { WatchedStore } from './watched-store';

jest.setTimeout(60_000);

let servers: RedisServers;
let store: WatchedStore;

beforeEach(() => {
  servers = new RedisServers();
  store = new WatchedStore();
});
afterEach(() => servers.close());

const PATIENCE: Partial<Patience> = { watchEveryMs: 50, linkDownMs: 300, silentMs: 2000, windowMs: 500, pauseMs: 100 };

function backup(servers: TestServer[], over: Partial<TakeBackupOptions> = {}): ReturnType<typeof takeBackup> {
  const nodes = servers.map(({ host, port }, index) => ({ name: `node-${index + 1}`, host, port }));
  return takeBackup({ target: { deployment: 'cache', nodes }, store, codec: 'none', minBytesPerSecond: 1, ...over }, PATIENCE);
}

/** Slow enough to do something meanwhile. */
const SLOW = ['--rdb-key-save-delay', '300'];

test('a backup holds every key, and its manifest says where it is from and what it is', async () => {
  const primary = await servers.start();
  await fill(primary, 2000, 500);
  await primary.call('SELECT', 3);
  await primary.call('SET', 'elsewhere', 1, 'EX', 1000);
  await primary.call('FUNCTION', 'LOAD', "#!lua name=mine\nredis.register_function('f', function() return 1 end)");
  await primary.call('ACL', 'SETUSER', 'ann', 'on', '>secret', '~*', '+get');
  const replica = await servers.replica(primary);
  await replica.call('CONFIG', 'SET', 'masterauth', 'secret');
  await replica.call('ACL', 'SETUSER', 'ann', 'on', '>secret', '~*', '+get');
  await eventually(async () => /keys=2000/.test(String(await replica.call('INFO', 'keyspace'))));
  const events: BackupProgress[] = [];
  const manifest = await backup([primary, replica], { codec: 'gzip', progress: (event) => events.push(event) });
  const [shard] = manifest.shards;
  expect(await readManifest(store, 'cache', manifest.id)).toEqual(manifest);
  expect(manifest).toMatchObject({ deployment: 'cache', engine: { family: 'redis' }, topology: 'replication' });
  expect(manifest.id).toMatch(/^\d{8}T\d{6}Z-[0-9a-f]{6}$/);
  expect(shard).toMatchObject({
    shard: 1, object: 'shard-1.rdb.gz', slots: [], codec: 'gzip', keys: { 0: 2000, 3: 1 }, expires: 1, functions: ['mine'],
    source: { node: 'node-2', role: 'replica' },
  });
  const position = parseInfo(String(await primary.call('INFO', 'replication')));
  expect([shard!.replicationId, Number(position.master_repl_offset) >= shard!.offset]).toEqual([position.master_replid, true]);
  const stored = store.objects.get(`cache/${manifest.id}/shard-1.rdb.gz`)!.content;
  const scanner = new RdbScanner();
  for await (const part of decode('gzip', (async function* () { yield stored; })())) {
    scanner.write(part);
  }
  expect(scanner.end()).toMatchObject({ bytes: shard!.plainBytes, crc64: shard!.crc64 });
  expect(stored.length).toBe(shard!.storedBytes);
  expect(events.at(-1)).toMatchObject({ shard: 1, node: 'node-2', bytes: shard!.plainBytes, done: true });
  // Everything a server runs with, and no secret of it.
  expect(manifest.acl).toContain('user ann on ~* resetchannels -@all +get');
  expect(manifest.configuration).toMatchObject({ 'repl-diskless-sync': 'yes', masteruser: '' });
  expect(JSON.stringify(manifest)).not.toMatch(/masterauth|requirepass|secret|#[0-9a-f]{64}/);
  // The manifest comes last: without it there is no backup.
  const written = [...store.objects.keys()].filter((key) => key.includes(manifest.id));
  expect(written.map((key) => key.split('/')[2])).toEqual(['shard-1.rdb.gz', 'manifest.json']);
});

test('what is not listed is found: a replica of the primary that was named', async () => {
  const primary = await servers.start();
  const replica = await servers.replica(primary);
  const { shards, findings } = await backup([primary]);
  expect(shards[0]!.source).toMatchObject({ node: `127.0.0.1:${replica.port}`, role: 'replica' });
  expect(findings).toEqual([expect.stringContaining('only healthy replica')]);
});

test('a server alone is backed up, with a finding; one with a silent replica is not, unless that is asked for', async () => {
  const server = await servers.start();
  const alone = await backup([server]);
  expect([alone.topology, alone.shards[0]!.source.role]).toEqual(['standalone', 'primary']);
  expect(alone.findings).toEqual([expect.stringContaining('the only server')]);
  const dead = { ...server, port: server.port + 1, host: '127.0.0.9' };
  await expect(backup([server, dead])).rejects.toThrow(NoSource);
  const asked = await backup([server, dead], { fromPrimary: true });
  expect(asked.findings).toEqual([expect.stringMatching(/^node-2 \(.*ECONNREFUSED.*\) did not answer$/), expect.stringContaining('was asked for')]);
});

test('a child killed in mid-stream leaves no backup behind', async () => {
  const primary = await servers.start(SLOW);
  await fill(primary, 10_000, 500);
  store.onPiece = () => childrenOf(primary.process.pid!).forEach((pid) => process.kill(pid, 'SIGKILL'));
  await expect(backup([primary])).rejects.toThrow('in the middle of the snapshot');
  expect(store.keys).toEqual([]);
});

test('yesterday\'s file is not today\'s backup: a server that cannot write its snapshot fails the backup', async () => {
  const primary = await servers.start(['--repl-diskless-sync', 'no']);
  await fill(primary, 100, 500);
  await primary.call('SAVE');
  // Now no snapshot can be written any more, though the server has one of before in its folder.
  rmSync(primary.directory, { recursive: true });
  await expect(backup([primary], { deadlineSeconds: 15 })).rejects.toThrow('before it began the snapshot');
  expect(store.keys).toEqual([]);
});

test('a server whose child is at work already is waited for, and its file is not taken for the backup', async () => {
  const server = await servers.start(SLOW);
  await fill(server, 2000, 500);
  await server.call('BGSAVE');
  await server.call('SET', 'afterwards', 1);
  const { shards, findings } = await backup([server]);
  expect(shards[0]!.keys).toEqual({ 0: 2001 });
  expect(findings).toEqual(expect.arrayContaining([expect.stringContaining('node-1 was busy with a BGSAVE')]));
});

test('a bit that flips on the way is a failed backup, though every byte of it arrives', async () => {
  const server = await servers.start();
  await fill(server, 2000, 500);
  const proxy = await flippingProxy(server.port, 300_000);
  try {
    await expect(backup([{ ...server, port: proxy.port }])).rejects.toMatchObject({ name: 'RdbError' });
  } finally {
    proxy.close();
  }
  expect(store.keys).toEqual([]);
});

test('everything is spoken over TLS, as the certificate\'s name', async () => {
  const made = await certificates(join(servers.directory, 'tls'), 'redis.example.test');
  const server = await servers.start(made.serverArgs, { tls: made.client });
  await server.call('SET', 'a', 1);
  const target = { deployment: 'cache', nodes: [{ name: 'node-1', host: server.host, port: server.port }], tls: made.client };
  expect((await backup([server], { target })).shards[0]!.keys).toEqual({ 0: 1 });
  await expect(backup([server], { target: { ...target, tls: undefined } })).rejects.toThrow('none of the servers answers');
});

test('a store that fails fails the backup with its own words', async () => {
  const primary = await servers.start();
  await fill(primary, 100, 500);
  store.onPiece = () => { throw new Error('the disk of the store is full'); };
  await expect(backup([primary])).rejects.toThrow('the disk of the store is full');
  expect(store.keys).toEqual([]);
});

test('a failover of the source in mid-stream ends the backup, and nothing of it stays', async () => {
  const primary = await servers.start();
  await fill(primary, 20_000, 500);
  const replica = await servers.replica(primary, SLOW);
  let failover: Promise<unknown> | undefined;
  store.onPiece = async () => {
    failover ??= replica.call('REPLICAOF', 'NO', 'ONE');
    await failover;
  };
  const failure = await backup([primary, replica]).catch((each: unknown) => each);
  expect(failure).toBeInstanceOf(BackupAborted);
  expect(failure).toMatchObject({ why: 'failover', message: expect.stringContaining('node-2 was replica when its snapshot began and is primary now') });
  expect(store.keys).toEqual([]);
});

test('a source that has lost its primary for long is given up: it may have to take over', async () => {
  const primary = await servers.start();
  await fill(primary, 20_000, 500);
  const replica = await servers.replica(primary, SLOW);
  let killed: Promise<void> | undefined;
  store.onPiece = () => { killed ??= servers.kill(primary); };
  await expect(backup([primary, replica])).rejects.toThrow(/node-2 has lost its primary for \d+ s/);
  expect(store.keys).toEqual([]);
});

test('a deadline ends it, wherever it is', async () => {
  const primary = await servers.start(SLOW);
  await fill(primary, 20_000, 500);
  const failure = await backup([primary], { deadlineSeconds: 0.7 }).catch((each: unknown) => each);
  expect(failure).toMatchObject({ why: 'deadline', message: expect.stringContaining('not complete after 0.7 s') });
  expect(store.keys).toEqual([]);
});

test('too little progress ends it: a stuck store keeps no server from its replicas', async () => {
  const primary = await servers.start();
  await fill(primary, 40_000, 1000);
  store.onPiece = () => new Promise((resolve) => setTimeout(resolve, 300));
  const failure = await backup([primary], { minBytesPerSecond: 50_000_000 }).catch((each: unknown) => each);
  expect(failure).toMatchObject({ why: 'too slow', message: expect.stringMatching(/came at \d+ bytes a second, less than 50000000/) });
  expect(store.keys).toEqual([]);
  await eventually(() => childrenOf(primary.process.pid!).length === 0);
});

test('whoever asks for it to stop is obeyed', async () => {
  const primary = await servers.start(SLOW);
  await fill(primary, 20_000, 500);
  const control = new AbortController();
  store.onPiece = () => control.abort(new Error('the Lambda ends in ten seconds'));
  await expect(backup([primary], { signal: control.signal })).rejects.toThrow('the Lambda ends in ten seconds');
  expect(store.keys).toEqual([]);
});

test('two at once: the second is refused with who is at it, and two in one second have names of their own', async () => {
  const primary = await servers.start();
  await holdingLease(store, 'cache', async () => {
    await expect(backup([primary])).rejects.toThrow(/a backup of cache is being taken by process \d+ on /);
    await expect(backup([primary], { target: { deployment: 'other', nodes: [{ name: 'a', ...primary }] } })).resolves.toBeDefined();
  });
  const ids = [await backup([primary]), await backup([primary])].map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
});

test('a user with the rules of a backup alone can take one; what it may not see is a finding', async () => {
  const primary = await servers.start();
  await primary.call('ACL', 'SETUSER', 'backup', 'on', '>b', '-@all', '+@connection', '+psync', '+replconf', '+info');
  const target = { deployment: 'cache', nodes: [{ name: 'node-1', ...primary }], username: 'backup', password: 'b' };
  const { findings, acl, configuration } = await backup([primary], { target });
  expect([acl, configuration]).toEqual([undefined, undefined]);
  expect(findings).toEqual(expect.arrayContaining([
    expect.stringContaining('does not let this user run ACL LIST'), expect.stringContaining('does not let this user run CONFIG GET *'),
  ]));
  const planned = await backup([primary], { target: { ...target, planned: { topology: 'sentinel' } } });
  expect([planned.topology, planned.findings.filter((finding) => finding.includes('CONFIG'))]).toEqual(['sentinel', []]);
});

test('the user a plan makes for backups can take one, and see who may do what without a password', async () => {
  const rules = planUsers([], TopologyKind.REPLICATION).find(({ name }) => name === 'backup')!.redisRules;
  const primary = await servers.start();
  await primary.call('ACL', 'SETUSER', 'backup', 'on', '>b', ...rules);
  const nodes = [{ name: 'node-1', host: primary.host, port: primary.port }];
  const target = { deployment: 'cache', nodes, username: 'backup', password: 'b', planned: { topology: 'replication' as const } };
  const { acl, findings } = await backup([primary], { target });
  expect(acl!.find((line) => line.startsWith('user backup on '))).not.toMatch(/[#>]/);
  expect(findings).toEqual([expect.stringContaining('the only server')]);
});

test('a name that cannot be a folder, and a codec that does not exist, are refused before anything is asked', async () => {
  await expect(backup([], { target: { deployment: 'My Cache', nodes: [] } })).rejects.toThrow('deployment: got "My Cache"');
  await expect(backup([], { codec: 'lzma' as never })).rejects.toThrow('codec');
  await expect(backup([], { parallel: 0 })).rejects.toThrow('parallel');
  expect(store.objects.size).toBe(0);
});
