import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Applier } from '../../../lib/agent/apply';
import type { Desired } from '../../../lib/agent/desired';
import type { MemoryFile } from '../../../lib/agent/memory';
import type { Platform } from '../../../lib/agent/platform/platform';
import type { Situation } from '../../../lib/agent/situation';
import { FENCE, layoutOf } from '../../../lib/config';
import { PLAN, SECRETS } from '../config/real-server';
import { until } from '../../../lib/drill/clock';
import { FakeLink } from './fake-link';
import { linked, memory, nobody, primary, settings, situation } from './situations';

const addresses = { 'node-1': '10.0.0.1', 'node-2': '10.0.0.2', 'node-3': '10.0.0.3' };
const folder = mkdtempSync(join(tmpdir(), 'redis-ha-apply-'));
const config = {
  node: 'node-1', planFile: '', bindingsFile: '', dataDir: join(folder, 'data'), runDir: join(folder, 'run'),
  platform: { kind: 'file' as const, secretsDir: '', outsideDir: '' },
};
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let heard: string[];
let applier: Applier;
let redisAnswers: (command: string) => unknown;
let sentinelAnswers: (command: string) => unknown;
let partner: string | undefined;
let logged: string[];
let claimed: (marker: object) => Promise<object>;

beforeEach(() => {
  heard = [];
  redisAnswers = () => 'OK';
  sentinelAnswers = () => [Object.entries({ ip: addresses['node-1'], 'slave-priority': '100', flags: 'slave' }).flat()];
  partner = 'node-2';
  logged = [];
  claimed = (marker) => Promise.resolve(marker);
  const links = (name: string, answer: (command: string) => unknown): Map<string, unknown> =>
    new Map(['node-1', 'node-2', 'node-3'].map((node) => [node, new FakeLink(answer, heard, `${name} ${node}: `).link]));
  applier = new Applier({
    plan: PLAN, bindings: { schemaVersion: 1, deployment: 'demo', addresses }, config, secrets: SECRETS,
    links: { redis: links('redis', (command) => redisAnswers(command)), sentinels: links('sentinel', (command) => sentinelAnswers(command)) } as never,
    partner: () => partner,
    memory: { get: () => memory(), save: (next: object) => { heard.push(`memory ${JSON.stringify(next)}`); return Promise.resolve(); } } as unknown as MemoryFile,
    platform: { claimMarker: (marker: object) => { heard.push('claim'); return claimed(marker); } } as unknown as Platform,
    log: (event) => { if (event.startsWith('marker')) { logged.push(event); } },
  });
});

const apply = (over: Partial<Situation>, desired: Partial<Desired>): Promise<void> =>
  applier.apply(situation(over), { phase: 'waiting', reason: 'test', ...desired });
const SET = 'redis node-1: CONFIG SET';

test('memory, then the fence, then eligibility, then the role, then the marker', async () => {
  await apply({ redis: primary({ priority: 100 }) }, {
    remember: memory({ epoch: 8 }), writable: false, eligible: false, role: { follow: 'node-2' }, claim: 'id',
  });
  expect(heard.map((line) => line.replace(/\{.*/, '{}'))).toEqual([
    'memory {}', `${SET} min-replicas-to-write ${FENCE}`, `${SET} replica-priority 0`,
    `${SET} min-replicas-to-write ${FENCE}`, 'redis node-1: REPLICAOF 10.0.0.2 6379', 'redis node-1: CLIENT KILL TYPE normal SKIPME yes',
    'redis node-1: CLIENT KILL TYPE pubsub SKIPME yes', 'claim',
  ]);
});

test('becoming primary: the role first, eligibility and writes after it', async () => {
  await apply({ redis: nobody() }, { role: { become: 'primary' }, eligible: true, writable: true });
  expect(heard).toEqual(['redis node-1: REPLICAOF NO ONE', `${SET} replica-priority 100`, `${SET} min-replicas-to-write ${settings.minReplicasToWrite}`]);
});

test('a primary that is to follow is fenced and its clients are cut, even when nothing said so', async () => {
  await apply({ redis: primary() }, { role: { follow: 'node-3' } });
  expect(heard.slice(0, 3)).toEqual([
    `${SET} min-replicas-to-write ${FENCE}`, 'redis node-1: REPLICAOF 10.0.0.3 6379', 'redis node-1: CLIENT KILL TYPE normal SKIPME yes',
  ]);
});

test('a replica that is to follow keeps its clients', async () => {
  await apply({ redis: nobody() }, { role: { follow: 'node-3' } });
  expect(heard).toEqual(['redis node-1: REPLICAOF 10.0.0.3 6379']);
});

test('what is already so is not done again', async () => {
  await apply({ redis: primary({ priority: 0 }) }, { role: { become: 'primary' }, eligible: false, writable: true });
  await apply({ redis: linked('node-2', { priority: 100 }) }, { role: { follow: 'node-2' }, eligible: true });
  await apply({ redis: nobody() }, { writable: false, eligible: false });
  expect(heard).toEqual([]);
});

test('what is not said is left alone', async () => {
  await apply({ redis: primary({ minReplicas: FENCE }) }, {});
  expect(heard).toEqual([]);
});

test('without a Redis only memory and marker are touched', async () => {
  await apply({ redis: undefined }, { remember: memory({ offset: 1 }), writable: true, role: { become: 'primary' } });
  expect(heard).toHaveLength(1);
});

test('a fence that cannot be raised stops everything behind it', async () => {
  redisAnswers = (command) => { if (command.includes('min-replicas')) { throw new Error('gone'); } return 'OK'; };
  await expect(apply({ redis: primary() }, { writable: false, role: { follow: 'node-2' } })).rejects.toThrow('gone');
  expect(heard.filter((line) => line.includes('REPLICAOF'))).toEqual([]);
});

test('the marker is claimed once', async () => {
  await apply({}, { claim: 'id' });
  await apply({}, { claim: 'id' });
  expect(heard).toEqual(['claim']);
});

describe('R4: an emptied marker', () => {
  test('is put back although this agent has claimed it before, and again when it is emptied again', async () => {
    await apply({}, { claim: 'id' });
    await apply({ now: 1_100_000 }, { restoreMarker: 'id' });
    await apply({ now: 1_105_000 }, { restoreMarker: 'id' });
    expect(heard).toEqual(['claim', 'claim']);
    await apply({ now: 1_120_000 }, { restoreMarker: 'id' });
    expect(heard).toEqual(['claim', 'claim', 'claim']);
    await until(() => logged.length === 3, 1000, 5);
    expect(logged).toEqual(['marker', 'marker-restored', 'marker-restored']);
  });

  test('is waited for by nobody: a store that does not answer keeps no primary from its fence', async () => {
    claimed = () => new Promise(() => undefined);
    await apply({ redis: primary() }, { restoreMarker: 'id' });
    await apply({ redis: primary() }, { writable: false });
    expect(heard).toEqual(['claim', `${SET} min-replicas-to-write ${FENCE}`]);
  });

  test('that cannot be put back is told, and tried again', async () => {
    claimed = () => Promise.reject(new Error('down'));
    await apply({}, { restoreMarker: 'id' });
    expect(await until(() => logged.length === 1, 1000, 5)).toBe(true);
    expect(logged).toEqual(['marker-not-restored']);
    await apply({ now: 1_010_000 }, { restoreMarker: 'id' });
    expect(heard).toEqual(['claim', 'claim']);
  });
});

test('a priority that a dead handover left behind is put right, later', async () => {
  const left = { redis: linked('node-2', { priority: 1 }) };
  await apply({ ...left, now: 1_000_000 }, { eligible: true });
  await apply({ ...left, now: 1_000_000 + settings.handoverTimeoutSeconds * 1000 }, { eligible: true });
  expect(heard).toEqual([]);
  await apply({ ...left, now: 1_000_000 + settings.handoverTimeoutSeconds * 1600 }, { eligible: true });
  expect(heard).toEqual([`${SET} replica-priority 100`]);
});

test('R10: the first sentinel.conf is written with what was decided', async () => {
  sentinelAnswers = () => { throw new Error('not running'); };
  await apply({}, { startSentinel: { primary: 'node-3', configEpoch: 7, currentEpoch: 12 } });
  const text = readFileSync(layoutOf(config).sentinelConf, 'utf8');
  expect(text).toMatch(/^sentinel monitor demo 10\.0\.0\.3 6379 2$/m);
  expect(text).toMatch(/^sentinel current-epoch 12$/m);
  expect(existsSync(`${layoutOf(config).sentinelConf}.new`)).toBe(false);
});

describe('R5, R9: asking for a failover', () => {
  const failovers = (): string[] => heard.filter((line) => line.includes('FAILOVER'));
  const ask = async (now: number): Promise<void> => {
    await apply({ now }, { askFailover: true });
    await until(() => heard.some((line) => line.includes('REPLICAS')), 500, 5);
    await new Promise((resolve) => { setTimeout(resolve, 20); });
  };

  test('one Sentinel, once, and again only after the attempt can have ended', async () => {
    const start = Date.now();
    await ask(start);
    await ask(start + 100);
    expect(failovers()).toEqual([`sentinel node-2: SENTINEL FAILOVER ${PLAN.topology.masterName}`]);
    await ask(start + 2 * settings.failoverTimeoutSeconds * 1000 + 1000);
    expect(failovers()).toHaveLength(2);
  });

  test('two at once are one', async () => {
    await Promise.all([apply({ now: Date.now() }, { askFailover: true }), apply({ now: Date.now() }, { askFailover: true })]);
    await until(() => failovers().length > 0, 1000, 5);
    expect(failovers()).toHaveLength(1);
  });

  test('one that is not wanted any more when the Sentinel has seen the candidate is not asked for', async () => {
    const ready = sentinelAnswers;
    sentinelAnswers = () => [];
    await apply({ now: Date.now() }, { askFailover: true });
    await until(() => heard.some((line) => line.includes('REPLICAS')), 1000, 5);
    await apply({ now: Date.now() }, {});
    sentinelAnswers = ready;
    const before = heard.length;
    await until(() => heard.length > before, 1000, 5);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
    expect(failovers()).toEqual([]);
  });

  test('nobody agrees, nobody is asked', async () => {
    partner = undefined;
    await apply({}, { askFailover: true });
    expect(heard).toEqual([]);
  });
});

test('a process that hangs as what it no longer is is killed', async () => {
  const kill = jest.spyOn(process, 'kill').mockImplementation(() => true);
  await apply({ redis: undefined, unresponsive: { processId: 4711, since: 0 } }, { killRedis: true });
  await apply({ redis: undefined }, { killRedis: true });
  expect(kill.mock.calls).toEqual([[4711, 'SIGKILL']]);
  kill.mockRestore();
});
