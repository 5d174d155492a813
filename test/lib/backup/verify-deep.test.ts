import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { listBackups } from '../../../lib/backup/catalog';
import type { BackupManifest } from '../../../lib/backup/manifest';
import { verifyBackup, type VerifyResult } from '../../../lib/backup/verify';
import { CannotLoadHere, deepProblems } from '../../../lib/backup/verify-deep';
import { programFolder } from '../../../lib/lab/engine';
import { Engine } from '../../../lib/model';
import { childrenOf, RedisServers } from '../redis/redis-servers';
import { MemoryStore } from './memory-store';
import { snapshotOf, storeBackup } from './stored-backup';

const server = path.join(programFolder(Engine.REDIS_7_0)!, 'redis-server');
const servers = new RedisServers();
const directory = mkdtempSync(path.join(tmpdir(), 'redis-ha-deep-'));
let store: MemoryStore;
let manifest: BackupManifest;

beforeAll(async () => {
  const source = await servers.start();
  await source.call('FUNCTION', 'LOAD', '#!lua name=mylib\nredis.register_function("f", function() return 1 end)');
  await source.call('MSET', 'a', '1', 'b', '2');
  await source.call('SELECT', '9');
  await source.call('XADD', 'stream', '*', 'field', 'value');
  await source.call('SET', 'soon', 'gone', 'PXAT', Date.now() + 1500);
  store = new MemoryStore();
  manifest = await storeBackup(store, [await snapshotOf(source)]);
  // By the time it is loaded, that key has expired.
  await new Promise((resolve) => setTimeout(resolve, 1600));
});
afterAll(async () => {
  await servers.close();
  rmSync(directory, { recursive: true, force: true });
});

/** Neither a process nor a folder may be left, whatever came of it. */
async function deeply(program = server): Promise<VerifyResult> {
  const before = childrenOf(process.pid);
  try {
    return await verifyBackup(store, manifest, { deep: { server: program, directory } });
  } finally {
    expect(childrenOf(process.pid).filter((pid) => !before.includes(pid))).toEqual([]);
    expect(readdirSync(directory)).toEqual([]);
  }
}

test('loaded into a real server it holds what the manifest says, expired keys included', async () => {
  expect(manifest.shards[0]!.keys).toEqual({ 0: 2, 9: 2 });
  expect(await deeply()).toEqual({ deployment: 'cache', id: manifest.id, ok: true, problems: [], deep: true });
  expect((await listBackups(store))[0]!.verified).toMatchObject({ deep: true });
});

test('a manifest that claims other contents is found out by the server too', async () => {
  const steps: string[] = [];
  const shards = [{ ...manifest.shards[0]!, keys: { 0: 3 }, expires: 0, functions: [] }];
  const progress = (step: string): void => { steps.push(step); };
  expect(await deepProblems(store, { ...manifest, shards }, { server, directory, progress })).toEqual([
    'shard-1.rdb.gz: a server that loaded it has keys 2 in db 0, 2 in db 9; the manifest says 3 in db 0',
    'shard-1.rdb.gz: a server that loaded it has keys with a time to live 1; the manifest says 0',
    'shard-1.rdb.gz: a server that loaded it has function libraries mylib; the manifest says none',
  ]);
  expect(steps[0]).toBe('shard 1 of 1: writing it to a scratch folder');
});

test('what the server does not load is a problem with its own words', async () => {
  const broken = path.join(servers.directory, 'broken-server');
  writeFileSync(broken, '#!/bin/sh\n'
    + 'if [ "$1" = --version ]; then echo "Redis server v=7.0.15 sha=0"; else echo "Bad file format"; exit 1; fi\n');
  chmodSync(broken, 0o755);
  const { ok, problems } = await deeply(broken);
  expect(ok).toBe(false);
  expect(problems).toEqual([`shard-1.rdb.gz: ${broken} does not load it: it said: Bad file format`]);
});

test('a machine that cannot do it says nothing about the backup', async () => {
  await expect(deeply('/nowhere/redis-server')).rejects.toThrow(CannotLoadHere);
  await expect(deeply('/bin/echo')).rejects.toThrow('is no Redis or Valkey server');
  const claiming = (more: Partial<BackupManifest['shards'][0]>): Promise<string[]> =>
    deepProblems(store, { ...manifest, shards: [{ ...manifest.shards[0]!, ...more }] }, { server, directory });
  await expect(claiming({ rdbVersion: 12 })).rejects.toThrow(/redis-server cannot load the backup .*Redis 7\.0/);
  await expect(claiming({ plainBytes: Number.MAX_SAFE_INTEGER })).rejects.toThrow('bytes free and the largest shard needs');
});

test.each(['scratch', 'loading'])('interrupted (%s), it leaves neither process nor folder', async (word) => {
  const stop = new AbortController();
  const before = childrenOf(process.pid);
  await expect(deepProblems(store, manifest, {
    server, directory, signal: stop.signal, progress: (step) => { if (step.includes(word)) { stop.abort(new Error('enough')); } },
  })).rejects.toThrow('enough');
  expect(childrenOf(process.pid)).toEqual(before);
  expect(readdirSync(directory)).toEqual([]);
  expect(existsSync(directory)).toBe(true);
});
