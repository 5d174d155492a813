import { SentinelWatch, viewOf, type SentinelAnswer } from '../../../../lib/agent/sentinel/sentinel-watch';
import { until } from '../../../../lib/drill/clock';
import { plan } from '../../../../lib/plan';
import type { RedisLink } from '../../../../lib/redis';
import { demoSpec } from '../../plan/specs';
import { FakeLink } from '../fake-link';

const NOW = 10_000;
const ALL = ['a', 'b', 'c'];
const says = (node: string | undefined, over: Partial<SentinelAnswer> = {}): SentinelAnswer =>
  ({ node, epoch: 3, flags: ['master'], failingOver: false, at: NOW, ...over });
const view = (answers: Record<string, SentinelAnswer>, now = NOW): ReturnType<typeof viewOf> =>
  viewOf(new Map(Object.entries(answers)), ALL, now);

describe('viewOf', () => {
  test('all agree', () => {
    expect(view({ a: says('n1'), b: says('n1'), c: says('n1') })).toEqual({
      configured: 3, reachable: 3, majority: { node: 'n1', epoch: 3 }, unanimous: true, majorityDown: false, downCount: 0, failoverInProgress: false,
    });
  });

  test('two of three are a majority, not unanimous; the highest epoch among them counts', () => {
    expect(view({ a: says('n1', { epoch: 4 }), b: says('n1'), c: says('n2', { epoch: 9 }) })).toMatchObject({
      majority: { node: 'n1', epoch: 4 }, unanimous: false, reachable: 3,
    });
    expect(view({ a: says('n1'), b: says('n1') })).toMatchObject({ majority: { node: 'n1' }, unanimous: false, reachable: 2 });
  });

  test('silence counts against every majority, and so does an answer of the past', () => {
    expect(view({ a: says('n1') }).majority).toBeUndefined();
    expect(view({ a: says('n1'), b: says('n2') }).majority).toBeUndefined();
    expect(view({ a: says('n1'), b: says('n1', { at: NOW - 901 }) })).toMatchObject({ majority: undefined, reachable: 1 });
    expect(view({}).majority).toBeUndefined();
  });

  test('a majority for an address outside the plan is none', () => {
    const stranger = says(undefined);
    expect(view({ a: stranger, b: stranger, c: stranger })).toMatchObject({ majority: undefined, unanimous: false });
  });

  test('a Sentinel that is not in the plan has no voice', () => {
    expect(view({ a: says('n1'), x: says('n1'), y: says('n1') }).majority).toBeUndefined();
  });

  test('down is what a majority finds down', () => {
    const down = says('n1', { flags: ['s_down', 'master'] });
    expect(view({ a: down, b: says('n1'), c: says('n1') }).majorityDown).toBe(false);
    expect(view({ a: down, b: says('n1', { flags: ['o_down', 's_down', 'master'] }), c: says('n1') }).majorityDown).toBe(true);
  });

  test('one that fails over is enough to hold still', () => {
    expect(view({ a: says('n1'), b: says('n1'), c: says('n1', { failingOver: true }) }).failoverInProgress).toBe(true);
    expect(view({ a: says('n1'), b: says('n1'), c: says('n1', { failingOver: true, at: NOW - 901 }) }).failoverInProgress).toBe(false);
  });
});

describe('SentinelWatch', () => {
  const deployment = plan(demoSpec());
  const nodeAt = (host: string): string | undefined => (/^node-\d$/.test(host) ? host : undefined);
  let watch: SentinelWatch | undefined;
  afterEach(() => watch?.stop());

  function fake(address: string, over: Record<string, string> = {}): FakeLink {
    const fields = { ip: 'node-1', port: '6379', 'config-epoch': '5', flags: 'master', ...over };
    return new FakeLink((command) => (command.startsWith('SENTINEL GET') ? [address, '6379']
      : command.startsWith('SENTINEL MASTER') ? Object.entries(fields).flat() : 'OK'));
  }

  function start(links: Record<string, FakeLink>, self = 'node-1'): SentinelWatch {
    const byName = new Map(Object.entries(links).map(([name, { link }]): [string, RedisLink] => [name, link]));
    const meantBy = (host: string): string | undefined => nodeAt(host.replace('former-', ''));
    watch = new SentinelWatch(deployment, self, byName, meantBy, nodeAt);
    watch.start();
    return watch;
  }

  test('asks each, and the nearest that agrees is the partner', async () => {
    const it = start({ 'node-1': fake('node-2'), 'node-2': fake('node-1'), 'node-3': fake('node-1') }, 'node-3');
    expect(await until(() => it.view(Date.now()).reachable === 3, 2000, 10)).toBe(true);
    expect(it.view(Date.now())).toMatchObject({ majority: { node: 'node-1', epoch: 5 }, unanimous: false });
    expect(it.partner(Date.now())).toBe('node-3');
    expect(it.partner(Date.now() + 5000)).toBeUndefined();
  });

  test('a partner must agree with the majority, even when it is the one beside this node', async () => {
    const it = start({ 'node-1': fake('node-2'), 'node-2': fake('node-1'), 'node-3': fake('node-1') });
    await until(() => it.view(Date.now()).reachable === 3, 2000, 10);
    expect(it.partner(Date.now())).toBe('node-2');
  });

  test('one that watches an address of former times has a voice, and is not asked to act', async () => {
    const it = start({ 'node-1': fake('former-node-1'), 'node-2': fake('node-1'), 'node-3': fake('node-1') });
    await until(() => it.view(Date.now()).reachable === 3, 2000, 10);
    expect(it.view(Date.now())).toMatchObject({ majority: { node: 'node-1' }, unanimous: true });
    expect(it.agreeing(Date.now())).toEqual(['node-2', 'node-3']);
    expect(it.partner(Date.now())).toBe('node-2');
  });

  test('failing over ends for us when the new address is known, though the flag still stands', async () => {
    const flags = { flags: 'master,failover_in_progress' };
    const it = start({ 'node-1': fake('node-1', flags), 'node-2': fake('node-1'), 'node-3': fake('node-1') });
    await until(() => it.view(Date.now()).reachable === 3, 2000, 10);
    expect(it.view(Date.now()).failoverInProgress).toBe(true);
    it.stop();
    const decided = start({ 'node-1': fake('node-2', flags), 'node-2': fake('node-2'), 'node-3': fake('node-2') });
    await until(() => decided.view(Date.now()).reachable === 3, 2000, 10);
    expect(decided.view(Date.now()).failoverInProgress).toBe(false);
  });

  test('one that hangs or fails delays nobody and has no voice', async () => {
    const hanging = new FakeLink(() => new Promise(() => undefined));
    const broken = new FakeLink(() => { throw new Error('refused'); });
    const it = start({ 'node-1': fake('node-1'), 'node-2': hanging, 'node-3': broken });
    await until(() => it.view(Date.now()).reachable === 1, 2000, 10);
    expect(it.view(Date.now())).toMatchObject({ reachable: 1, majority: undefined });
  });

  test('only its own Sentinel is tuned, once in a while', async () => {
    const links = { 'node-1': fake('node-1'), 'node-2': fake('node-1'), 'node-3': fake('node-1') };
    start(links);
    await until(() => links['node-1'].calls.filter((call) => call.startsWith('SENTINEL MASTER')).length >= 3, 3000, 10);
    expect(links['node-1'].calls.filter((call) => call.startsWith('SENTINEL DEBUG'))).toHaveLength(1);
    expect(links['node-2'].calls.filter((call) => call.startsWith('SENTINEL DEBUG'))).toHaveLength(0);
  });

  test('stopped, it asks nothing more', async () => {
    const links = { 'node-1': fake('node-1'), 'node-2': fake('node-1'), 'node-3': fake('node-1') };
    const it = start(links);
    await until(() => it.view(Date.now()).reachable === 3, 2000, 10);
    it.stop();
    const before = links['node-2'].calls.length;
    await new Promise((resolve) => { setTimeout(resolve, 400); });
    expect(links['node-2'].calls.length).toBe(before);
  });
});
