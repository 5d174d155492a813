import type { ChildProcess } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { layoutOf, renderAcl, renderSentinelConf, sentinelId, sentinelSettings } from '../../../lib/config';
import { Engine } from '../../../lib/model';
import { plan } from '../../../lib/plan';
import { parseInfo, parsePairs, type RedisLink } from '../../../lib/redis';
import { demoSpec, withOverrides } from '../plan/specs';
import { PLAN, SECRETS, Workbench } from './real-server';

const MASTER = PLAN.topology.masterName;
let bench: Workbench;
let agent: RedisLink;
let file: string;
let sentinel: ChildProcess;

beforeAll(async () => {
  bench = await Workbench.open();
  const config = bench.config();
  const layout = layoutOf(config);
  file = layout.sentinelConf;
  mkdirSync(layout.sentinelDir, { recursive: true });
  mkdirSync(config.runDir, { recursive: true });
  writeFileSync(layout.sentinelAcl, renderAcl(PLAN, SECRETS, 'sentinel'));
  writeFileSync(file, renderSentinelConf(PLAN, config, bench.addresses, SECRETS, 'deployment', {
    primary: 'node-2', configEpoch: 7, currentEpoch: 12,
  }));
  sentinel = await bench.start(['redis-sentinel', file], bench.address(1), PLAN.ports.sentinel);
  agent = bench.link('agent', bench.address(1), PLAN.ports.sentinel);
}, 30_000);

afterAll(() => bench?.close());

const master = async (): Promise<Record<string, string>> => parsePairs(await agent.call('SENTINEL', 'MASTER', MASTER));

test('a real Sentinel loads it: primary, epochs and id as given', async () => {
  expect(await agent.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', MASTER)).toEqual([bench.address(2), String(PLAN.ports.redis)]);
  expect(await master()).toMatchObject({ 'config-epoch': '7', quorum: String(PLAN.topology.quorum) });
  expect(parseInfo(String(await agent.call('INFO', 'sentinel'))).sentinel_masters).toBe('1');
  // Sentinel rewrites its file with what it took from it.
  await agent.call('SENTINEL', 'SET', MASTER, 'quorum', PLAN.topology.quorum);
  expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^sentinel myid ${sentinelId('deployment', 'node-1')}$`, 'm'));
  expect(readFileSync(file, 'utf8')).toMatch(/^sentinel current-epoch 12$/m);
  expect(readFileSync(file, 'utf8')).toMatch(new RegExp(`^sentinel leader-epoch ${MASTER} 12$`, 'm'));
});

test('it takes every setting while it runs', async () => {
  const other = plan(withOverrides({ downAfterSeconds: 1.25, failoverTimeoutSeconds: 9, rebootDownAfterSeconds: 2.5 }, {
    objectives: { rpoSeconds: 30, rtoSeconds: 60 },
  }));
  for (const [key, value] of Object.entries(sentinelSettings(other))) {
    await expect(agent.call('SENTINEL', 'SET', MASTER, key, value)).resolves.toBe('OK');
  }
  expect(await master()).toMatchObject({ 'down-after-milliseconds': '1250', 'failover-timeout': '9000', 'parallel-syncs': '1' });
  expect(readFileSync(file, 'utf8')).toMatch(/^sentinel master-reboot-down-after-period \S+ 2500$/m);
});

test('it starts again from the file it has rewritten, with its password', async () => {
  await agent.call('SENTINEL', 'SET', MASTER, 'quorum', PLAN.topology.quorum);
  expect(readFileSync(file, 'utf8')).toContain(`sentinel sentinel-pass ${SECRETS.sentinel}`.slice(0, 40));
  await bench.kill(sentinel);
  await bench.start(['redis-sentinel', file], bench.address(1), PLAN.ports.sentinel);
  agent = bench.link('agent', bench.address(1), PLAN.ports.sentinel);
  expect(await master()).toMatchObject({ ip: bench.address(2), 'config-epoch': '7' });
});

test.each(['a b', 'a"b', "a'b", 'a\tb', ''])('the password %j, which Sentinel could not read back, is refused', (password) => {
  expect(() => renderSentinelConf(PLAN, bench.config(), bench.addresses, { ...SECRETS, sentinel: password }, 'id', {
    primary: 'node-1', configEpoch: 0, currentEpoch: 0,
  })).toThrow(/password of user "sentinel" (has a space or a quote|is empty)/);
});

test('the id is the same for life, and differs between nodes and deployments', () => {
  expect(sentinelId('a', 'node-1')).toMatch(/^[0-9a-f]{40}$/);
  expect(sentinelId('a', 'node-1')).toBe(sentinelId('a', 'node-1'));
  expect(new Set([sentinelId('a', 'node-1'), sentinelId('a', 'node-2'), sentinelId('b', 'node-1')]).size).toBe(3);
});

test('an engine is given the name it writes into its file itself', () => {
  const named = (engine: Engine): string[] => Object.keys(sentinelSettings(plan(demoSpec({ engine })))).filter((key) => /reboot/.test(key));
  expect(named(Engine.REDIS_8_0)).toEqual(['master-reboot-down-after-period']);
  expect(named(Engine.VALKEY_8_1)).toEqual(['primary-reboot-down-after-period']);
});

test('seconds become whole milliseconds', () => {
  expect(sentinelSettings(plan(demoSpec({ overrides: { downAfterSeconds: 0.7001 } })))['down-after-milliseconds']).toBe('700');
});
