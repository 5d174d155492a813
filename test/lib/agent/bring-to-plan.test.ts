import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PlanKeeper } from '../../../lib/agent/bring-to-plan';
import type { Links } from '../../../lib/agent/links';
import { liveSettings, sentinelSettings, type NodeConfig } from '../../../lib/config';
import { until } from '../../../lib/drill/clock';
import { PLAN, SECRETS } from '../config/real-server';
import { FakeLink } from './fake-link';
import { primary, situation } from './situations';

const home = mkdtempSync(join(tmpdir(), 'redis-ha-plan-'));
afterAll(() => rmSync(home, { recursive: true, force: true }));

let count = 0;
interface Scene {
  readonly keeper: PlanKeeper;
  readonly redis: FakeLink;
  readonly sentinel: FakeLink;
  readonly logged: { event: string; fields: Record<string, unknown> }[];
  /** The server is there from now on. */
  answers: boolean;
}

/** Servers whose `maxmemory` and quorum are not what the plan says, everything else is. */
function scene(): Scene {
  count += 1;
  const logged: Scene['logged'] = [];
  const settings = { ...liveSettings(PLAN), maxmemory: '1' };
  const redis = new FakeLink((command) => {
    if (!it.answers) {
      throw new Error('Connection is closed.');
    }
    const [verb, , key] = command.split(' ') as [string, string, string];
    const value = settings[key as 'maxmemory'];
    return verb === 'CONFIG' && command.startsWith('CONFIG GET')
      ? [key, key === 'client-output-buffer-limit' ? `normal 0 0 0 ${value} pubsub 0 0 0` : value] : 'OK';
  });
  const sentinel = new FakeLink((command) => (command.startsWith('SENTINEL MASTER')
    ? Object.entries({ ...sentinelSettings(PLAN), quorum: '9' }).flat() : 'OK'));
  const folder = join(home, String(count));
  const config: NodeConfig = {
    node: 'node-1', planFile: '', bindingsFile: '', dataDir: join(folder, 'data'), runDir: join(folder, 'run'),
    platform: { kind: 'file', secretsDir: '', outsideDir: '' },
  };
  const links = { redis: new Map([['node-1', redis.link]]), sentinels: new Map([['node-1', sentinel.link]]) } as unknown as Links;
  const log = (event: string, fields: Record<string, unknown> = {}): void => { logged.push({ event, fields }); };
  const it: Scene = {
    keeper: new PlanKeeper({ config, plan: PLAN, secrets: SECRETS, links, log }), redis, sentinel, logged, answers: true,
  };
  return it;
}

const up = situation({ redis: primary() });
const wait = (milliseconds = 60): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds); });
const changed = (it: Scene): unknown[] => it.logged.filter(({ event }) => event === 'setting').map(({ fields }) => [fields.server, fields.setting]);

test('what runs is brought to the plan, users first, and every change is said', async () => {
  const it = scene();
  it.keeper.look(up);
  await until(async () => changed(it).length === 2, 3000, 10);
  expect(changed(it).sort()).toEqual([['redis', 'maxmemory'], ['sentinel', 'quorum']]);
  const set = it.redis.calls.indexOf(`CONFIG SET maxmemory ${PLAN.settings.maxMemoryBytes}`);
  expect(set).toBeGreaterThan(it.redis.calls.indexOf('ACL LOAD'));
  expect(it.redis.calls).toContain('ACL LOAD');
  expect(it.sentinel.calls[0]).toBe('ACL LOAD');
  expect(it.sentinel.calls).toContain(`SENTINEL SET ${PLAN.topology.masterName} quorum ${PLAN.topology.quorum}`);
  expect(it.logged.filter(({ event }) => event === 'users').map(({ fields }) => fields.server).sort()).toEqual(['redis', 'sentinel']);
});

test('once', async () => {
  const it = scene();
  it.keeper.look(up);
  await until(async () => changed(it).length === 2, 3000, 10);
  const before = [it.redis.calls.length, it.sentinel.calls.length];
  it.keeper.look(up);
  await wait();
  expect([it.redis.calls.length, it.sentinel.calls.length]).toEqual(before);
});

test('not while Redis loads or is silent, nor a Sentinel that was never started', async () => {
  const it = scene();
  it.keeper.look(situation({ redis: primary({ loading: true }), sentinelFile: undefined }));
  it.keeper.look(situation({ redis: undefined, sentinelFile: undefined }));
  await wait();
  expect([it.redis.calls, it.sentinel.calls]).toEqual([[], []]);
});

test('one that went away meanwhile is tried again when it is back', async () => {
  const it = scene();
  it.answers = false;
  it.keeper.look(up);
  await until(async () => it.redis.calls.length > 0, 3000, 10);
  await wait();
  it.answers = true;
  it.keeper.look(up);
  expect(await until(async () => changed(it).some((change) => String(change) === 'redis,maxmemory'), 3000, 10)).toBe(true);
  expect(it.redis.calls.filter((call) => call === 'ACL LOAD')).toHaveLength(2);
});
