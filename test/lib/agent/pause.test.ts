import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PauseFile } from '../../../lib/agent/pause';
import { layoutOf, type NodeConfig } from '../../../lib/config';

let home: string;
let config: NodeConfig;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'redis-ha-pause-'));
  config = {
    node: 'node-1', planFile: '', bindingsFile: '', dataDir: join(home, 'data'), runDir: join(home, 'run'),
    platform: { kind: 'file', secretsDir: home, outsideDir: home },
  };
  mkdirSync(dirname(layoutOf(config).memoryFile), { recursive: true });
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** As a process that has just started finds it. */
async function restarted(): Promise<PauseFile> {
  const file = new PauseFile(config);
  await file.load();
  return file;
}

test('R12: nothing is paused before somebody says so', async () => {
  expect((await restarted()).get(1)).toBe(0);
});

test('R12: a pause holds until its end, also across a restart', async () => {
  const before = new PauseFile(config);
  await before.save(5000);
  for (const file of [before, await restarted()]) {
    expect([file.get(4999), file.get(5000), file.get(5001)]).toEqual([5000, 0, 0]);
  }
});

test('R12: the last word counts, and ends a pause before its time', async () => {
  const file = await restarted();
  await file.save(5000);
  await file.save(0);
  expect(file.get(1)).toBe(0);
  expect((await restarted()).get(1)).toBe(0);
});

test('a damaged file pauses nothing and keeps nobody from starting', async () => {
  await (await restarted()).save(5000);
  const folder = dirname(layoutOf(config).memoryFile);
  const [name] = readdirSync(folder);
  for (const text of ['{"until":', '{"until":"soon"}', '{}', '']) {
    writeFileSync(join(folder, name!), text);
    expect((await restarted()).get(1)).toBe(0);
  }
});

test('one that could not be written is not in force', async () => {
  const file = await restarted();
  rmSync(home, { recursive: true, force: true });
  writeFileSync(home, 'no folder');
  await expect(file.save(5000)).rejects.toThrow();
  expect(file.get(1)).toBe(0);
});
