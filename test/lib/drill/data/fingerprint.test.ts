import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { until } from '../../../../lib/drill/clock';
import { differences, fingerprint, type Fingerprint, type Print } from '../../../../lib/drill/data/fingerprint';
import { SAMPLES } from '../../../../lib/drill/data/samples';
import { writeTyped } from '../../../../lib/drill/data/typed-data';
import type { DrillTarget } from '../../../../lib/drill/target';
import { TopologyKind } from '../../../../lib/model';
import { endsWithTest } from '../../../ends-with-test';

const PORT = 6379;
const HOST = `127.${150 + Math.floor(Math.random() * 30)}.${Math.floor(Math.random() * 250)}.1`;
const TARGET: DrillTarget = {
  kind: TopologyKind.REPLICATION, masterName: '', sentinels: [], dataHosts: [HOST], redisPort: PORT, nodeOf: {}, shardOf: {},
  find: () => Promise.resolve({ host: HOST, port: PORT }),
};

const print = (over: Partial<Print> = {}): Print => ({ type: 'string', digest: 'a', expiresAt: -1, ...over });
const held = (keys: Record<string, Print>, functions = ['same']): Fingerprint =>
  ({ takenAt: 1000, keys: new Map(Object.entries(keys)), functions });

describe('differences', () => {
  const before = held({ '0/a': print(), '0/b': print({ expiresAt: 900 }), '0/c': print({ expiresAt: 2000 }) });

  test('none: what expired may be gone, or still be there as it was', () => {
    expect(differences(before, held({ '0/a': print(), '0/c': print({ expiresAt: 2000 }) }))).toEqual([]);
    expect(differences(before, before)).toEqual([]);
  });

  test.each<[string, Record<string, Print>, string]>([
    ['a key that is gone', { '0/c': print({ expiresAt: 2000 }) }, '1 keys missing: 0/a'],
    ['a key whose time was not over', { '0/a': print() }, '1 keys missing: 0/c'],
    ['another value', { '0/a': print({ digest: 'b' }), '0/c': print({ expiresAt: 2000 }) }, '1 keys not as they were: 0/a'],
    ['another type', { '0/a': print({ type: 'set' }), '0/c': print({ expiresAt: 2000 }) }, '1 keys not as they were: 0/a'],
    ['another time to live', { '0/a': print(), '0/c': print() }, '1 keys not as they were: 0/c'],
    ['a key of another database', { '0/a': print(), '0/c': print({ expiresAt: 2000 }), '3/a': print() }, '1 keys never written: 3/a'],
  ])('%s', (_, keys, said) => {
    expect(differences(before, held(keys))).toEqual([said]);
  });

  test('functions that one primary of several lacks', () => {
    expect(differences(before, { ...before, functions: ['same', ''] })).toEqual([expect.stringContaining('function libraries')]);
  });
});

describe('every type on a server that is restarted', () => {
  const directory = mkdtempSync(join(tmpdir(), 'drill-types-'));
  let server: ChildProcess;
  let client: Redis;

  async function start(): Promise<void> {
    server = spawn(...endsWithTest('redis-server', ['--bind', HOST, '--port', String(PORT), '--dir', directory, '--save', '60 1']), { stdio: 'ignore' });
    client = new Redis({ host: HOST, port: PORT, retryStrategy: () => 50, disableClientInfo: true, protocol: 2 });
    client.on('error', () => undefined);
    await until(() => client.ping().then(() => true, () => false), 5000, 50);
  }

  async function stop(): Promise<void> {
    client.disconnect();
    const ended = new Promise((resolve) => server.once('exit', resolve));
    server.kill('SIGTERM');
    await ended;
  }

  beforeAll(start);
  afterAll(async () => {
    client.disconnect();
    server.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  });

  test('is the same key for key, but not when anything was touched', async () => {
    const written = await writeTyped(TARGET);
    expect(written).toBe(SAMPLES.length * 3 * 4 * 3);
    const before = await fingerprint(TARGET);
    expect(before.keys.size).toBeGreaterThanOrEqual(written * 0.6);
    expect(new Set([...before.keys.values()].map(({ type }) => type))).toEqual(new Set(['string', 'list', 'set', 'hash', 'zset', 'stream']));
    await client.set('drill:run:w0:1', 'a write of the load');
    // A hash table's order changes with the process.
    await stop();
    await start();
    const after = await fingerprint(TARGET);
    expect(differences(before, after)).toEqual([]);
    await client.xack('typed:0:stream-groups:kept:0', 'readers', '66-1');
    await client.persist('typed:0:hash:long:1');
    await client.hset('typed:0:hash-many:kept:1', 'field 5', 'other');
    await client.call('FUNCTION', 'DELETE', 'drill_more');
    expect(differences(before, await fingerprint(TARGET))).toEqual([
      expect.stringMatching(/^3 keys not as they were: /), expect.stringContaining('function libraries'),
    ]);
  }, 30_000);
});
