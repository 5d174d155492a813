import { mkdirSync, writeFileSync } from 'node:fs';
import { layoutOf, liveSettings, renderAcl, renderRedisConf } from '../../../lib/config';
import { plan } from '../../../lib/plan';
import type { RedisLink } from '../../../lib/redis';
import { parsePairs } from '../../../lib/redis';
import { demoSpec } from '../plan/specs';
import { PLAN, SECRETS, Workbench } from './real-server';

let bench: Workbench;
let agent: RedisLink;

beforeAll(async () => {
  bench = await Workbench.open();
  const config = bench.config();
  const layout = layoutOf(config);
  mkdirSync(layout.redisDir, { recursive: true });
  mkdirSync(config.runDir, { recursive: true });
  writeFileSync(layout.redisAcl, renderAcl(PLAN, SECRETS, 'redis'));
  writeFileSync(layout.redisConf, renderRedisConf(PLAN, config, bench.addresses, SECRETS));
  await bench.start(['redis-server', layout.redisConf], bench.address(1), PLAN.ports.redis);
  agent = bench.link('agent');
}, 30_000);

afterAll(() => bench?.close());

async function read(key: string): Promise<string> {
  return parsePairs(await agent.call('CONFIG', 'GET', key))[key]!;
}

/** Redis writes an output buffer limit back with all its classes. */
const comparable = (key: string, value: string): string =>
  (key === 'client-output-buffer-limit' ? /(?:replica|slave) (\d+ \d+ \d+)/.exec(value)![1]! : value);

test('a real server loads it and has every setting of the plan', async () => {
  for (const [key, value] of Object.entries(liveSettings(PLAN))) {
    expect([key, comparable(key, await read(key))]).toEqual([key, comparable(key, value)]);
  }
});

test('every live setting can be changed on the running server and reads back', async () => {
  const other = plan(demoSpec({
    objectives: { rpoSeconds: 9, rtoSeconds: 20 }, nodeMemoryBytes: 8 * 2 ** 30, persistence: { save: [] },
    overrides: { maxMemoryPolicy: 'volatile-lru', shutdownTimeoutSeconds: 7, replTimeoutSeconds: 33 },
  }));
  const changed = Object.entries(liveSettings(other)).filter(([key, value]) => liveSettings(PLAN)[key] !== value);
  expect(changed.length).toBeGreaterThan(5);
  for (const [key, value] of Object.entries(liveSettings(other))) {
    await agent.call('CONFIG', 'SET', key, value);
    expect([key, comparable(key, await read(key))]).toEqual([key, comparable(key, value)]);
  }
});

test('passwords with spaces, quotes, backslashes and # survive', async () => {
  expect(await read('masterauth')).toBe(SECRETS.replication);
  await expect(bench.link('replication').call('PING')).resolves.toBe('PONG');
});

test('what no objective changes: persistence, announced address, no stale answers', async () => {
  expect(await read('appendonly')).toBe('yes');
  expect(await read('aof-timestamp-enabled')).toBe('yes');
  expect(await read('replica-serve-stale-data')).toBe('no');
  expect(await read('replica-announce-ip')).toBe(bench.address(1));
  expect(await read('bind-source-addr')).toBe(bench.address(1));
  expect(await read('bind')).toBe(bench.address(1));
});

test('role, priority and fence are not live settings: they belong to the agent', () => {
  expect(Object.keys(liveSettings(PLAN)).filter((key) => /replicaof|priority|to-write/.test(key))).toEqual([]);
});

test('a node behind another address binds its own and announces the plan\'s', () => {
  const text = renderRedisConf(PLAN, { ...bench.config(), bindAddress: '10.9.9.9' }, bench.addresses, SECRETS);
  expect(text).toContain('\nbind-source-addr 10.9.9.9\n');
  expect(text).toContain(`\nreplica-announce-ip ${bench.address(1)}\n`);
});

test('no save points are written as such, not left to the engine\'s default', () => {
  const without = plan(demoSpec({ persistence: { save: [] } }));
  expect(renderRedisConf(without, bench.config(), bench.addresses, SECRETS)).toContain('\nsave ""\n');
});
