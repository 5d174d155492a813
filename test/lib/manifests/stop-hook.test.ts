import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { POD_PATHS } from '../../../lib/config';
import { sentinelStopHook, serverStopHook } from '../../../lib/manifests/stop-hook';
import { endsWithTest } from '../../ends-with-test';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'stop-hook-'));
});

afterEach(() => {
  rmSync(dir, { recursive: true });
});

const here = (path: string): string => path.replace(POD_PATHS.runDir, dir);

/** Runs a hook in a folder of its own; resolves with how it ended and after how many seconds. */
async function run(command: string[]): Promise<{ code: number | null; seconds: number; told: string }> {
  const [program, ...words] = command.map((word) => word.replaceAll(POD_PATHS.runDir, dir));
  const begun = performance.now();
  const hook = spawn(...endsWithTest(program!, words), { stdio: ['ignore', 'ignore', 'pipe'] });
  let told = '';
  hook.stderr.on('data', (text: Buffer) => { told += text.toString(); });
  const code = await new Promise<number | null>((resolve) => { hook.on('close', resolve); });
  return { code, told, seconds: (performance.now() - begun) / 1000 };
}

test('a server asks its agent, and ends when that has answered', async () => {
  const hook = run(serverStopHook(30));
  while (!existsSync(here(POD_PATHS.stopRequested))) {
    await sleep(20);
  }
  await sleep(300);
  writeFileSync(here(POD_PATHS.stopAnswered), '');
  const { code, seconds } = await hook;
  expect(code).toBe(0);
  expect(seconds).toBeGreaterThan(0.3);
  expect(seconds).toBeLessThan(10);
});

test('without an answer it fails in time, and says so', async () => {
  const { code, seconds, told } = await run(serverStopHook(2));
  expect(code).toBe(1);
  expect(told).toContain('no answer of the agent within 2 s');
  expect(seconds).toBeGreaterThan(1);
  expect(seconds).toBeLessThan(6);
});

test('a Sentinel that alone is restarted does not wait', async () => {
  const { code, seconds } = await run(sentinelStopHook(30));
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(5);
  expect(existsSync(here(POD_PATHS.stopRequested))).toBe(false);
});

test('a Sentinel outlives the handover of the server beside it, whichever hook begins first', async () => {
  const sentinel = run(sentinelStopHook(30));
  await sleep(200);
  const server = run(serverStopHook(30));
  const order: string[] = [];
  void sentinel.then(() => order.push('sentinel'));
  await sleep(2000);
  expect(order).toEqual([]);
  writeFileSync(here(POD_PATHS.stopAnswered), '');
  expect((await server).code).toBe(0);
  expect((await sentinel).code).toBe(0);
});
