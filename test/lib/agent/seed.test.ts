import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formingMemory } from '../../../lib/agent/memory';
import { FilePlatform } from '../../../lib/agent/platform/file';
import { seed, type SeedOptions } from '../../../lib/agent/seed';
import type { SeedDecision } from '../../../lib/agent/decide-seed';
import { readSeedStatus } from '../../../lib/agent/seed-status';
import { readRestored } from '../../../lib/backup/restore/restored-file';
import { DirectoryStore } from '../../../lib/backup/store/directory-store';
import { openStore } from '../../../lib/backup/store/open-store';
import { keySlot } from '../../../lib/cluster';
import { layoutOf, type NodeConfig } from '../../../lib/config';
import { Engine, Topology } from '../../../lib/model';
import { plan, review, type DeploymentPlan } from '../../../lib/plan';
import { Bench } from '../backup/restore/real-redis';
import { snapshotOf, storeBackup } from '../backup/restore/stored-backup';
import { demoSpec } from '../plan/specs';
import { memory } from './situations';

const bench = new Bench();
const root = mkdtempSync(join(tmpdir(), 'redis-ha-seed-'));
const storeUrl = join(root, 'store');
const KEYS = 30;
const cluster = review({
  ...demoSpec(), topology: Topology.cluster({ shards: 3, replicas: 1 }), objectives: { rpoSeconds: 5, rtoSeconds: 20 },
});
let backup: string;
let count = 0;

beforeAll(async () => {
  const server = await bench.start(bench.folder('source'));
  for (let index = 0; index < KEYS; index += 1) {
    await server.call('SET', `key-${index}`, index);
  }
  const manifest = await storeBackup(openStore(storeUrl), [{ rdb: await snapshotOf(server) }]);
  backup = manifest.id;
});
afterAll(async () => {
  await bench.close();
  rmSync(root, { recursive: true, force: true });
});

interface Laid {
  readonly config: NodeConfig;
  readonly platform: FilePlatform;
  readonly said: Record<string, unknown>[];
  run(options?: SeedOptions): Promise<SeedDecision>;
}

/** A node before the first start of its Redis, prepared. */
function lay(node = 'node-1', restore: object | null = {}, deployment: DeploymentPlan = plan(demoSpec())): Laid {
  count += 1;
  const home = join(root, String(count));
  const config: NodeConfig = {
    node, planFile: join(home, 'plan.json'), bindingsFile: join(home, 'bindings.json'), dataDir: join(home, 'data'),
    runDir: join(home, 'run'),
    platform: { kind: 'file', secretsDir: join(home, 'secrets'), outsideDir: join(home, 'outside') },
  };
  mkdirSync(layoutOf(config).redisDir, { recursive: true });
  writeFileSync(config.planFile, JSON.stringify(deployment));
  writeFileSync(config.bindingsFile, JSON.stringify({
    schemaVersion: 1, deployment: 'demo', addresses: Object.fromEntries(deployment.nodes.map(({ name }) => [name, 'a'])),
    ...(restore ? { restore: { store: storeUrl, deployment: 'cache', backup, ...restore } } : {}),
  }));
  const platform = new FilePlatform(config.platform as { kind: 'file'; secretsDir: string; outsideDir: string });
  const said: Record<string, unknown>[] = [];
  const log = (event: string, fields?: object): unknown => said.push({ event, ...fields });
  return { config, platform, said, run: (options) => seed(config, platform, log, options) };
}

const held = (config: NodeConfig): string[] => readdirSync(layoutOf(config).redisDir).sort();

function remember(config: NodeConfig, text: string): void {
  mkdirSync(join(config.dataDir, 'agent'), { recursive: true });
  writeFileSync(layoutOf(config).memoryFile, text);
}

test('the bootstrap node gets the whole backup, once', async () => {
  const { config, run, said } = lay();
  expect((await run()).action).toBe('seed');
  expect(held(config)).toEqual(['appendonlydir', 'restored.json']);
  expect(await readRestored(layoutOf(config).redisDir)).toMatchObject({ id: backup, shard: 1, shards: 1, keys: { 0: KEYS } });
  expect(said.at(-1)).toMatchObject({ event: 'seeded', backup, keys: { 0: KEYS } });
  expect(await readSeedStatus(config, Date.now())).toBeUndefined();

  const base = join(layoutOf(config).redisDir, 'appendonlydir', 'appendonly.aof.1.base.rdb');
  const before = readFileSync(base);
  expect(await run()).toMatchObject({ action: 'none', reason: `this volume was seeded with the backup ${backup}` });
  expect(readFileSync(base).equals(before)).toBe(true);
});

test('a server that starts on it as nobody\'s replica holds every key', async () => {
  const { config, run } = lay();
  await run();
  const server = await bench.start(layoutOf(config).redisDir, ['--replicaof', '127.0.0.1', '1']);
  expect(String(await server.call('INFO', 'persistence'))).toContain(`rdb_last_load_keys_loaded:${KEYS}`);
  expect(String(await server.call('INFO', 'keyspace'))).toContain(`keys=${KEYS}`);
});

test('in a Cluster the first node of each shard gets its part, and the others nothing', async () => {
  const parts = await Promise.all(['shard-1-1', 'shard-2-1', 'shard-3-1'].map(async (node) => {
    const { config, run } = lay(node, {}, cluster);
    await run();
    return (await readRestored(layoutOf(config).redisDir))!;
  }));
  expect(parts.map(({ shard, shards }) => [shard, shards])).toEqual([[1, 3], [2, 3], [3, 3]]);
  expect(parts.reduce((sum, { keys }) => sum + keys![0]!, 0)).toBe(KEYS);
  const replica = lay('shard-2-2', {}, cluster);
  expect((await replica.run()).action).toBe('none');
  expect(held(replica.config)).toEqual([]);
});

describe('nothing happens', () => {
  test.each<[string, (laid: Laid) => Promise<void> | void, Laid?]>([
    ['to a deployment that begins empty', () => undefined, lay('node-1', null)],
    ['to a node that copies', () => undefined, lay('node-2')],
    ['to a node of a formed deployment whose data is gone', ({ config }) => remember(config, JSON.stringify(memory()))],
    ['to a node that replaces another', async ({ platform }) => { await platform.claimMarker({ deploymentId: 'x', createdAt: '' }); }],
    ['to data that is there', ({ config }) => writeFileSync(join(layoutOf(config).redisDir, 'dump.rdb'), 'data')],
  ])('%s', async (_, happened, laid = lay()) => {
    await happened(laid);
    const before = held(laid.config);
    expect((await laid.run()).action).toBe('none');
    expect(held(laid.config)).toEqual(before);
  });
});

test('an agent that has begun to form does not keep a node from being seeded', async () => {
  const laid = lay();
  remember(laid.config, JSON.stringify(formingMemory('id')));
  expect((await laid.run()).action).toBe('seed');
});

describe('Redis must not start', () => {
  test('while the marker cannot be read: nobody knows whether the deployment was formed', async () => {
    const { config, platform, run, said } = lay();
    jest.spyOn(platform, 'readMarker').mockRejectedValue(new Error('no table'));
    await expect(run()).rejects.toThrow(/marker outside the volumes cannot be read/);
    expect(said).toContainEqual({ event: 'marker-unreadable', error: 'no table' });
    expect(held(config)).toEqual([]);
  });

  test('when its memory is damaged', async () => {
    const laid = lay();
    remember(laid.config, '{');
    await expect(laid.run()).rejects.toThrow(/what this node remembers is damaged/);
  });

  test('with a backup that is not there, damaged, or does not fit: nothing is left behind', async () => {
    const missing = lay('node-1', { backup: '20200101T000000Z-aaaaaa' });
    await expect(missing.run()).rejects.toThrow(/20200101T000000Z-aaaaaa of cache is not complete/);
    const unfit = lay();
    await expect(unfit.run({ serverVersion: '6.2.1' })).rejects.toThrow(/redis 6.2.1 cannot read/);
    const flipped = join(root, 'damaged');
    const store = openStore(flipped);
    const source = await bench.start(bench.folder('small'));
    await source.call('SET', 'a', 'b');
    await storeBackup(store, [{ rdb: await snapshotOf(source) }]);
    const object = join(flipped, 'cache', backup, 'shard-1.rdb.gz');
    const bytes = readFileSync(object);
    bytes[bytes.length - 12]! ^= 1;
    rmSync(object);
    writeFileSync(object, bytes);
    const damaged = lay('node-1', { store: flipped });
    await expect(damaged.run()).rejects.toThrow(/is damaged/);
    for (const { config } of [missing, unfit, damaged]) {
      expect(held(config)).toEqual([]);
    }
  });
});

test('keys that a shard held without owning their slot are logged; where most are, it is another shard\'s data and refused', async () => {
  const source = await bench.start(bench.folder('strays'));
  for (let index = 0; index < KEYS; index += 1) {
    await source.call('SET', `key-${index}`, index);
  }
  const slots = Array.from({ length: KEYS }, (_, index) => keySlot(`key-${index}`)).sort((a, b) => a - b);
  const empty = await snapshotOf(await bench.start(bench.folder('without')));
  const rdb = await snapshotOf(source);
  const from = async (folder: string, last: number): Promise<Laid> => {
    await storeBackup(openStore(join(root, folder)), [
      { rdb, slots: [{ from: 0, to: last }] }, { rdb: empty, slots: [{ from: last + 1, to: 16_382 }] },
      { rdb: empty, slots: [{ from: 16_383, to: 16_383 }] },
    ]);
    return lay('shard-1-1', { store: join(root, folder) }, cluster);
  };
  const few = await from('few', slots.at(-3)!);
  await few.run();
  expect(few.said.at(-1)).toMatchObject({ event: 'seeded', strays: { 1: 2 } });
  const most = await from('most', slots[2]!);
  await expect(most.run()).rejects.toThrow(`${KEYS - 3} of the ${KEYS} keys in shard-1.rdb.gz are of slots that shard 1 does not own`);
  expect(held(most.config)).toEqual([]);
});

test('a manifest that may not be read may not be there either', async () => {
  const denied = jest.spyOn(DirectoryStore.prototype, 'read').mockRejectedValue(new Error('cannot read it: permission denied; it takes s3:GetObject'));
  try {
    await expect(lay().run()).rejects.toThrow(`has no backup ${backup} of cache, or no permission to read it: cannot read it`);
  } finally {
    denied.mockRestore();
  }
});

test('when the deployment was formed by others during the download, what was downloaded is thrown away', async () => {
  const { config, platform, run } = lay();
  jest.spyOn(platform, 'readMarker').mockResolvedValueOnce(undefined).mockResolvedValueOnce({ deploymentId: 'x', createdAt: '' });
  expect(await run()).toMatchObject({ action: 'none', reason: expect.stringContaining('has been formed') as string });
  expect(held(config)).toEqual([]);
});

test('what a seeding that was killed left is removed by the next one', async () => {
  const { config, run } = lay();
  const draft = join(layoutOf(config).redisDir, 'restoring-abc');
  mkdirSync(draft);
  writeFileSync(join(layoutOf(config).redisDir, 'restored.json'), '{"id":');
  await run();
  expect(existsSync(draft)).toBe(false);
  expect(await readRestored(layoutOf(config).redisDir)).toMatchObject({ id: backup });
});

test('engines are told apart by the version that runs, where it is not the plan\'s', async () => {
  const eight = plan({ ...demoSpec(), engine: Engine.REDIS_8_0 });
  expect((await lay('node-1', {}, eight).run({ serverVersion: '7.0.15' })).action).toBe('seed');
});
