import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Observer } from '../../../../lib/agent/observe/observer';
import type { Marker } from '../../../../lib/agent/platform/platform';
import type { PeerState, AuthorityView } from '../../../../lib/agent/situation';
import { layoutOf } from '../../../../lib/config';
import { until } from '../../../../lib/drill/clock';
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

test('a marker that cannot be read is unknown, not none; once it stands it is read no more', async () => {
  let answer: Promise<Marker | undefined> = Promise.reject(new Error('access denied'));
  answer.catch(() => undefined);
  const { observer: it, markerReads } = observer({ redis: () => info(1), marker: () => answer });
  const marker = async (): Promise<unknown> => (await it.look(doing)).marker;
  expect(await until(async () => await marker() === 'unknown' && markerReads() > 0, 3000, 20)).toBe(true);
  answer = Promise.resolve({ deploymentId: 'd', createdAt: '' });
  expect(await until(async () => (await marker() as Marker).deploymentId === 'd', 4000, 50)).toBe(true);
  const reads = markerReads();
  jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 60_000);
  await it.look(doing);
  expect(markerReads()).toBe(reads);
}, 10_000);

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
    const child = spawn('sleep', ['60']);
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
