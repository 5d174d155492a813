import { execFileSync } from 'node:child_process';
import { existsSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerRun } from '../../../../lib/agent/pod/own-server';
import { PodHost, type HostedAgent, type PodHostTools } from '../../../../lib/agent/pod/pod-host';
import { StopFiles } from '../../../../lib/agent/pod/stop-files';
import { until } from '../../../../lib/drill/clock';
import { PodFolder } from './pod-folder';

const HASTE = 20;
let pod: PodFolder;
let files: StopFiles;
let events: string[];
let run: ServerRun | undefined;
let leads: boolean;
let turn: boolean;
let moved: boolean;
let host: PodHost;
let serving: Promise<void>;

/** Writes down what is asked of it. */
class Recorder implements HostedAgent {
  public get leads(): boolean { return leads; }
  public async start(): Promise<void> { events.push('start'); }
  public async settled(): Promise<void> { /* at once */ }
  public async stop(): Promise<void> { events.push(`stop of ${run?.runId ?? 'nothing'}`); leads = false; }
  public async halt(): Promise<void> { events.push('halt'); }
}

beforeEach(() => {
  pod = new PodFolder({});
  files = new StopFiles(pod.config.runDir);
  events = [];
  run = { runId: 'first', startedAt: Date.now() - 60_000 };
  [leads, turn, moved] = [true, true, false];
});
afterEach(async () => {
  host.terminate();
  await serving;
  pod.remove();
});

function serve(over: Partial<PodHostTools> = {}): void {
  host = new PodHost({
    node: 'node-1', open: async () => new Recorder(), server: async () => run, files, turnSeconds: 0.2, stopSeconds: 30, shutdownSeconds: 3,
    platform: {
      takeTurn: async () => { events.push('turn?'); return turn; },
      giveTurn: async () => { events.push('turn back'); },
    },
    moved: async () => { const was = moved; moved = false; return was; },
    log: (event) => { if (['resumes', 'stop-request-outdated', 'turn-missed'].includes(event)) { events.push(event); } },
    haste: HASTE, ...over,
  });
  serving = host.serve();
}
const requested = 'stop-requested';
const request = (): void => { execFileSync('touch', [join(pod.config.runDir, requested)]); };
const there = (file: string): boolean => existsSync(join(pod.config.runDir, file));
const happens = (...wanted: string[]): Promise<boolean | undefined> =>
  until(async () => JSON.stringify(events) === JSON.stringify(wanted), 4000, 5).then(() => {
    expect(events).toEqual(wanted);
    return true;
  });
const quiet = (milliseconds = 100): Promise<void> => new Promise((resolve) => { setTimeout(resolve, milliseconds); });

test('a server that is about to stop: turn, handover, answer, turn back; then the pod ends', async () => {
  serve();
  await happens('start');
  request();
  await happens('start', 'turn?', 'stop of first', 'turn back');
  expect(await files.answered()).toMatchObject({ runId: 'first' });
  host.terminate();
  await serving;
  expect(events).toHaveLength(4);
});

test('the answer comes after the handover, not before', async () => {
  let stopped: () => void = () => undefined;
  const stop = (): Promise<void> => new Promise((resolve) => { stopped = resolve; });
  serve({ open: async () => Object.assign(new Recorder(), { stop }) });
  request();
  await until(async () => events.includes('turn?'), 4000, 5);
  await quiet();
  expect(there('stop-answered')).toBe(false);
  stopped();
  expect(await until(async () => there('stop-answered'), 4000, 5)).toBe(true);
});

test('a replica waits for no turn', async () => {
  leads = false;
  serve();
  request();
  await happens('start', 'stop of first');
});

test('a turn that does not come is not waited for without end, and the agent works on meanwhile', async () => {
  turn = false;
  serve();
  request();
  await until(async () => events.includes('turn back'), 4000, 5);
  expect([...new Set(events)]).toEqual(['start', 'turn?', 'turn-missed', 'stop of first', 'turn back']);
  expect(events.filter((event) => event === 'turn?').length).toBeGreaterThan(1);
});

test('one that is no primary any more while it waits hands nothing over, and waits no longer', async () => {
  turn = false;
  serve({ turnSeconds: 600 });
  request();
  await until(async () => events.includes('turn?'), 4000, 5);
  leads = false;
  expect(await until(async () => there('stop-answered'), 4000, 5)).toBe(true);
});

test('a server that comes back as another process in the same pod has a fresh agent beside it, and nothing is left to answer', async () => {
  serve();
  request();
  await until(async () => there('stop-answered'), 4000, 5);
  run = { runId: 'second', startedAt: Date.now() };
  await happens('start', 'turn?', 'stop of first', 'turn back', 'resumes', 'start');
  expect([there('stop-requested'), there('stop-answered')]).toEqual([false, false]);
  leads = true;
  await quiet();
  request();
  await happens('start', 'turn?', 'stop of first', 'turn back', 'resumes', 'start', 'turn?', 'stop of second', 'turn back');
});

test('the same process still shutting down is not the next one', async () => {
  serve();
  request();
  await until(async () => there('stop-answered'), 4000, 5);
  await quiet(5000 / HASTE + 200);
  expect(events).not.toContain('resumes');
});

test('a server that is gone in a pod that goes on has an agent again, which tells the others what it knows', async () => {
  serve();
  request();
  await until(async () => there('stop-answered'), 4000, 5);
  run = undefined;
  await happens('start', 'turn?', 'stop of first', 'turn back', 'resumes', 'start');
});

test('a server that does not stop after all does not stay without an agent', async () => {
  serve({ shutdownSeconds: -20 });
  request();
  await until(async () => there('stop-answered'), 4000, 5);
  await happens('start', 'turn?', 'stop of first', 'turn back', 'resumes', 'start');
});

test('told to end without a request it hands over all the same, answers and ends', async () => {
  serve();
  await happens('start');
  host.terminate();
  await serving;
  expect(events).toEqual(['start', 'turn?', 'stop of first', 'turn back']);
  expect(there('stop-answered')).toBe(true);
});

test('told to end after the answer it ends at once', async () => {
  serve();
  request();
  await until(async () => events.includes('turn back'), 4000, 5);
  host.terminate();
  await serving;
  expect(events.filter((event) => event.startsWith('stop of'))).toHaveLength(1);
});

describe('an agent that is restarted by itself', () => {
  test('after an answer waits for the next server, not beside the one it stopped for', async () => {
    request();
    await files.answer({ runId: 'first', at: Date.now() });
    serve();
    await quiet();
    expect(events).toEqual([]);
    run = { runId: 'second', startedAt: Date.now() };
    await happens('resumes', 'start');
  });

  test('finds that server replaced already', async () => {
    request();
    await files.answer({ runId: 'before', at: Date.now() });
    serve();
    await happens('resumes', 'start');
    expect(there('stop-requested')).toBe(false);
  });

  test('finds a request that nobody has answered, of a server that still runs: hands over', async () => {
    request();
    serve();
    await happens('start', 'turn?', 'stop of first', 'turn back');
  });

  test('finds a request that nobody has answered, of a server that has stopped and come back since: forgets it', async () => {
    writeFileSync(join(pod.config.runDir, requested), '');
    const past = Date.now() / 1000 - 120;
    utimesSync(join(pod.config.runDir, requested), past, past);
    serve();
    await happens('start', 'stop-request-outdated');
    await quiet();
    expect(events).toHaveLength(2);
    expect(there('stop-requested')).toBe(false);
  });

  test('an answer nobody requested is not rested upon, and answers no later request', async () => {
    await files.answer({ runId: 'first', at: Date.now() });
    serve();
    await happens('start');
    expect(there('stop-answered')).toBe(false);
    request();
    await happens('start', 'turn?', 'stop of first', 'turn back');
  });

  test('told to end while it waits, ends', async () => {
    request();
    await files.answer({ runId: 'first', at: Date.now() });
    serve();
    await quiet();
    host.terminate();
    await serving;
    expect(events).toEqual([]);
  });
});

test('addresses that changed: another agent with the new ones, without a handover', async () => {
  serve();
  await happens('start');
  moved = true;
  await happens('start', 'halt', 'start');
});
