import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { until } from '../../../lib/drill/clock';
import { Supervised, type SupervisedOptions } from '../../../lib/lab/supervised';
import { endsWithTest } from '../../ends-with-test';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-supervised-'));
const logFile = join(folder, 'log');
const started: Supervised[] = [];
let ends: string[] = [];

beforeEach(() => { ends = []; });
afterEach(() => Promise.all(started.splice(0).map((each) => each.end('SIGKILL', 1000))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function supervised(script: string, over: Partial<SupervisedOptions> = {}): Supervised {
  const made = new Supervised({ command: ['sh', '-c', script], logFile, restartDelayMs: 150, onExit: (how) => ends.push(how), ...over });
  started.push(made);
  return made;
}

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`) && !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

test('what dies is restarted, after the delay and not before', async () => {
  const lines: number[] = [];
  const it = supervised('echo up; exec sleep 60', { onLine: () => lines.push(Date.now()) });
  await it.start();
  await until(() => lines.length === 1, 5000, 10);
  const first = it.pid!;
  const killedAt = Date.now();
  it.signal('SIGKILL');
  expect(await until(() => lines.length === 2, 5000, 10)).toBe(true);
  expect(lines[1]! - killedAt).toBeGreaterThanOrEqual(145);
  expect(it.pid).not.toBe(first);
  expect(ends).toEqual(['SIGKILL']);
});

test('end is the end: no restart', async () => {
  const it = supervised('exec sleep 60');
  await it.start();
  const pid = it.pid!;
  await it.end('SIGTERM', 5000);
  expect(it.pid).toBeUndefined();
  expect(isAlive(pid)).toBe(false);
  await new Promise((resolve) => setTimeout(resolve, 400));
  expect(it.pid).toBeUndefined();
  expect(ends).toEqual(['SIGTERM']);
});

test('what does not go when asked is killed', async () => {
  let up = false;
  const it = supervised('trap "" TERM; echo up; while :; do sleep 0.05; done', { onLine: () => { up = true; } });
  await it.start();
  await until(() => up, 5000, 10);
  await it.end('SIGTERM', 200);
  expect(ends).toEqual(['SIGKILL']);
});

test('ended while it was being prepared, it never starts', async () => {
  let release = (): void => undefined;
  const it = supervised('exec sleep 60', { before: () => new Promise<void>((resolve) => { release = resolve; }) });
  const starting = it.start();
  await it.end('SIGKILL', 1000);
  release();
  await starting;
  expect(it.pid).toBeUndefined();
});

test('preparation runs before every start; its failure is told and tried again', async () => {
  let tries = 0;
  const it = supervised('exec sleep 60', {
    restartDelayMs: 20, before: () => { tries += 1; return tries === 2 ? Promise.reject(new Error('not yet')) : Promise.resolve(); },
  });
  await it.start();
  it.signal('SIGKILL');
  expect(await until(() => tries === 3 && it.pid !== undefined, 5000, 10)).toBe(true);
  expect(ends).toEqual(['SIGKILL', 'not yet']);
});

test('a start while one waits for its restart does not make two', async () => {
  const it = supervised('exec sleep 60', { restartDelayMs: 200 });
  await it.start();
  it.signal('SIGKILL');
  await until(() => it.pid === undefined, 5000, 5);
  await it.start();
  const { pid } = it;
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(it.pid).toBe(pid);
  expect(ends).toEqual(['SIGKILL']);
});

test('extra environment is for the first start only, and output goes to the log', async () => {
  const lines: string[] = [];
  const it = supervised('echo "[$FAULT]"; echo complaint >&2', { env: { FAULT: 'once' }, onLine: (line) => lines.push(line), restartDelayMs: 20 });
  await it.start();
  await until(() => lines.length >= 2, 5000, 10);
  await it.end('SIGKILL', 1000);
  expect(lines.slice(0, 2)).toEqual(['[once]', '[]']);
  expect(await until(() => /complaint/.test(readFileSync(logFile, 'utf8')), 2000, 20)).toBe(true);
});

test('once: waits for the end, and a bad one is an error that names the log', async () => {
  await expect(supervised('exit 0', { restartDelayMs: undefined }).once()).resolves.toBeUndefined();
  await expect(supervised('exit 3', { restartDelayMs: undefined }).once()).rejects.toThrow(/exit 3; see .*log/);
  expect(ends).toEqual(['exit 0', 'exit 3']);
});

test('a program that is not there ends like one that fails', async () => {
  const it = new Supervised({ command: ['no-such-program-here'], logFile, onExit: (how) => ends.push(how) });
  await expect(it.once()).rejects.toThrow(/exit 127|ENOENT/);
});

test('a supervisor ends although a child of its child holds on to the pipes', async () => {
  const supervisor = script('holding.ts', `
    const it = new Supervised({ command: ['sh', '-c', 'sleep 20 & echo $!'], logFile: LOG, onExit: () => undefined, onLine: (line) => console.log(line) });
    void it.once();
  `);
  const pid = await firstNumber(supervisor);
  expect(await new Promise((resolve) => { supervisor.once('exit', resolve); })).toBe(0);
  expect(isAlive(pid)).toBe(true);
  process.kill(pid, 'SIGKILL');
}, 20_000);

test('its processes die with a supervisor that is killed -9', async () => {
  const supervisor = script('supervisor.ts', `
    const it = new Supervised({ command: ['sleep', '300'], logFile: LOG, restartDelayMs: 10, onExit: () => undefined });
    void it.start().then(() => console.log(it.pid));
  `);
  const pid = await firstNumber(supervisor);
  expect(isAlive(pid)).toBe(true);
  supervisor.kill('SIGKILL');
  expect(await until(() => !isAlive(pid), 5000, 20)).toBe(true);
}, 20_000);

/** A supervisor in a process of its own. */
function script(name: string, body: string): ChildProcessByStdio<null, Readable, null> {
  const file = join(folder, name);
  writeFileSync(file, `import { Supervised } from ${JSON.stringify(join(__dirname, '../../../lib/lab/supervised'))};
const LOG = ${JSON.stringify(logFile)};
${body}`);
  return spawn(...endsWithTest(process.execPath, ['--import', 'tsx', file]), {
    cwd: join(__dirname, '../../..'), stdio: ['ignore', 'pipe', 'inherit'],
  });
}

function firstNumber(child: ChildProcessByStdio<null, Readable, null>): Promise<number> {
  return new Promise((resolve) => { child.stdout.once('data', (part: Buffer) => resolve(Number(part.toString()))); });
}
