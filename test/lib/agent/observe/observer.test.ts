import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Observer, type Doing } from '../../../../lib/agent/observe/observer';
import type { Marker } from '../../../../lib/agent/platform/platform';
import type { PeerState, AuthorityView } from '../../../../lib/agent/situation';
import { layoutOf } from '../../../../lib/config';
import { until } from '../../../../lib/drill/clock';
import { endsWithTest } from '../../../ends-with-test';
import { PLAN } from '../../config/real-server';
import { FakeLink } from '../fake-link';
import { memory, nobody, peer, view } from '../situations';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-observer-'));
const config = {
  node: 'node-1', planFile: '', bindingsFile: '', dataDir: folder, runDir: folder,
  platform: { kind: 'file' as const, secretsDir: '', outsideDir: '' },
};
const children: ChildProcess[] = [];
afterEach(() => { children.splice(0).forEach((child) => child.kill('SIGKILL')); jest.restoreAllMocks(); });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const doing = { memory: memory(), stopping: false, handingOver: false };

interface Around {
  readonly redis?: () => unknown;
  readonly marker?: () => Promise<Marker | undefined>;
  readonly view?: AuthorityView;
  readonly peers?: Record<string, PeerState>;
}

function observer(over: Around): { observer: Observer; markerReads: () => number; say: (view: AuthorityView) => void } {
  let seen = over.view ?? view('node-2');
  const readMarker = jest.fn(over.marker ?? (() => Promise.resolve(undefined)));
  const redis = new FakeLink((command) => {
    const answer = over.redis?.();
    if (answer === undefined) {
      throw new Error('silent');
    }
    return command.startsWith('INFO') ? answer : [];
  });
  return {
    markerReads: () => readMarker.mock.calls.length,
    say: (next) => { seen = next; },
    observer: new Observer({
      config, deployment: { plan: PLAN, bindings: { schemaVersion: 1, deployment: 'demo', addresses: {} }, self: PLAN.nodes[0]! },
      platform: { readMarker } as never, links: { redis: new Map([['node-1', redis.link]]), nodeAt: () => undefined } as never,
      authority: { view: () => seen } as never, peers: { states: () => over.peers ?? {} } as never, log: () => undefined,
    }),
  };
}

const info = (processId: number): string => `role:slave\r\nmaster_host:127.0.0.1\r\nmaster_port:1\r\nprocess_id:${processId}\r\n`;

test('what the agent does and remembers is part of the situation', async () => {
  const { observer: it } = observer({ redis: () => info(1) });
  expect(await it.look({ ...doing, stopping: true })).toMatchObject({ memory: memory(), stopping: true, node: 'node-1', redis: { nobody: true } });
});

test('a marker that cannot be read is unknown, not none; once it stands it is seldom read', async () => {
  let answer: Promise<Marker | undefined> = Promise.reject(new Error('access denied'));
  answer.catch(() => undefined);
  const { observer: it, markerReads } = observer({ redis: () => info(1), marker: () => answer });
  const marker = async (): Promise<unknown> => (await it.look(doing)).marker;
  expect(await until(async () => await marker() === 'unknown' && markerReads() > 0, 3000, 20)).toBe(true);
  answer = Promise.resolve({ deploymentId: 'd', createdAt: '' });
  expect(await until(async () => (await marker() as Marker).deploymentId === 'd', 4000, 50)).toBe(true);
  const reads = markerReads();
  const now = Date.now();
  const clock = jest.spyOn(Date, 'now').mockReturnValue(now + 12_000);
  await it.look(doing);
  expect(markerReads()).toBe(reads);
  clock.mockReturnValue(now + 17_000);
  await it.look(doing);
  expect(markerReads()).toBe(reads + 1);
}, 10_000);

describe('R4: a marker that stood', () => {
  const STOOD = { deploymentId: 'd', createdAt: '' };
  let now: number;
  let answer: () => Promise<Marker | undefined>;
  /** What it is taken for after each reading of the next answers. */
  async function after(who: Doing, ...answers: (() => Promise<Marker | undefined>)[]): Promise<(Marker | undefined | 'unknown')[]> {
    now = Date.now();
    jest.spyOn(Date, 'now').mockImplementation(() => now);
    answer = () => Promise.resolve(STOOD);
    const { observer: it } = observer({ redis: () => info(1), marker: () => answer() });
    const taken: (Marker | undefined | 'unknown')[] = [];
    for (const next of [answer, ...answers]) {
      answer = next;
      now += 20_000;
      await it.look(who);
      await new Promise(setImmediate);
      taken.push((await it.look(who)).marker);
    }
    return taken.slice(1);
  }
  const emptied = (): Promise<undefined> => Promise.resolve(undefined);

  test('and was emptied is noticed by a node that has data', async () => {
    expect(await after(doing, emptied)).toEqual([undefined]);
  });

  test('stands for a node without: an emptied one is no leave to begin', async () => {
    expect(await after({ ...doing, memory: undefined }, emptied)).toEqual([STOOD]);
    expect(await after({ ...doing, memory: memory({ state: 'forming' }) }, emptied)).toEqual([STOOD]);
  });

  test('stands while it cannot be read, or when somebody wrote another one: nobody who serves stops for that', async () => {
    const other = { deploymentId: 'other', createdAt: '' };
    expect(await after(doing, () => Promise.reject(new Error('down')), () => Promise.resolve(other), emptied)).toEqual([STOOD, STOOD, undefined]);
  });
});

test('what the others said they were formed with is kept while they are silent, and forgotten when they say otherwise', async () => {
  const peers: Record<string, PeerState> = { 'node-2': peer(), 'node-3': peer({ memory: memory({ state: 'forming' }) }) };
  const { observer: it } = observer({ redis: () => info(1), peers });
  const heard = async (): Promise<unknown> => (await it.look(doing)).heard;
  expect(await heard()).toEqual({ 'node-2': memory().deploymentId, 'node-3': '' });
  delete peers['node-2'];
  expect(await heard()).toEqual({ 'node-2': memory().deploymentId, 'node-3': '' });
  peers['node-2'] = peer({ memory: undefined });
  expect(await heard()).toEqual({ 'node-2': '', 'node-3': '' });
});

test('when a majority last named this node is kept', async () => {
  const { observer: it, say } = observer({ redis: () => info(1), view: view('node-1') });
  const first = await it.look(doing);
  expect(first.namedAt).toBe(first.now);
  say(view(undefined));
  expect((await it.look(doing)).namedAt).toBe(first.namedAt);
});

test('an outage lasts from when it was first seen, and ends when somebody stands', async () => {
  const peers: Record<string, PeerState> = { 'node-2': peer({ redis: nobody() }) };
  const { observer: it } = observer({ redis: () => info(1), peers });
  const began = (await it.look(doing)).outageSince;
  expect(began).toBeGreaterThan(0);
  await new Promise((resolve) => { setTimeout(resolve, 20); });
  expect((await it.look(doing)).outageSince).toBe(began);
  peers['node-2'] = peer({ redis: nobody({ priority: 100 }) });
  expect((await it.look(doing)).outageSince).toBe(0);
});

test('epochs are read from the Sentinel\'s own file', async () => {
  const { observer: it } = observer({ redis: () => info(1) });
  expect((await it.look(doing)).sentinelFile).toBeUndefined();
  mkdirSync(dirname(layoutOf(config).sentinelConf), { recursive: true });
  writeFileSync(layoutOf(config).sentinelConf, 'port 1\nsentinel config-epoch demo 7\nsentinel current-epoch 12\n');
  expect((await it.look(doing)).sentinelFile).toEqual({ configEpoch: 7, currentEpoch: 12 });
});

describe('a Redis that does not answer', () => {
  async function hung(): Promise<{ it: Observer; child: ChildProcess; answer: (text?: string) => void }> {
    const child = spawn(...endsWithTest('sleep', ['60']));
    children.push(child);
    let text: string | undefined = info(child.pid!);
    const { observer: it } = observer({ redis: () => text });
    expect((await it.look(doing)).redis?.processId).toBe(child.pid);
    text = undefined;
    return { it, child, answer: (next) => { text = next; } };
  }

  test('hangs while its process is there, since it was first silent', async () => {
    const { it, child, answer } = await hung();
    const first = await it.look(doing);
    expect(first).toMatchObject({ redis: undefined, unresponsive: { processId: child.pid } });
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    expect((await it.look(doing)).unresponsive).toEqual(first.unresponsive);
    answer(info(child.pid!));
    expect((await it.look(doing)).unresponsive).toBeUndefined();
  });

  test('is gone when its process is', async () => {
    const { it, child } = await hung();
    const gone = new Promise((resolve) => { child.once('exit', resolve); });
    child.kill('SIGKILL');
    await gone;
    expect((await it.look(doing)).unresponsive).toBeUndefined();
  });

  test('is gone, too, when another process has its id by now: that one must not be killed for it', async () => {
    const { it, child } = await hung();
    // No test can make the kernel give an id again, so what it says about the start of this one changes.
    const fs = jest.requireActual<typeof import('node:fs')>('node:fs');
    const read = fs.readFileSync;
    jest.spyOn(fs, 'readFileSync').mockImplementation(((file: string, ...more: never[]) => (file === `/proc/${child.pid}/stat`
      ? `${child.pid} (other) S ${Array.from({ length: 40 }, () => '7').join(' ')}` : read(file, ...more))) as typeof read);
    expect((await it.look(doing)).unresponsive).toBeUndefined();
  });
});
