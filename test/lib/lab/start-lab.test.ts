import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLab } from '../../../lib/lab';
import { plan } from '../../../lib/plan';
import { demoSpec } from '../plan/specs';

const deployment = plan(demoSpec({ name: 'started' }));
const folder = mkdtempSync(join(tmpdir(), 'redis-ha-start-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('cold: everything is laid out and nothing runs', async () => {
  const lab = await startLab(deployment, { cold: true, directory: folder });
  try {
    expect(lab.nodes.map(({ name }) => name)).toEqual(deployment.nodes.map(({ name }) => name));
    expect(lab.nodes.every((node) => node.pid('agent') === undefined && node.pid('redis') === undefined)).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'bindings.json'), 'utf8'))).toEqual(lab.bindings);
    expect(new Set(Object.values(lab.bindings.addresses)).size).toBe(3);
    for (const user of readdirSync(join(folder, 'secrets'))) {
      expect(statSync(join(folder, 'secrets', user)).mode & 0o077).toBe(0);
      expect(readFileSync(join(folder, 'secrets', user), 'utf8').trim()).toBe(lab.secret(user));
    }
    // No secret outside the folder that is for secrets.
    const config = readFileSync(join(folder, 'nodes', 'node-1', 'node.json'), 'utf8') + readFileSync(join(folder, 'plan.json'), 'utf8');
    expect(config).not.toContain(lab.secret('app'));
  } finally {
    await lab.down();
  }
  // A folder that was given is the caller's.
  expect(existsSync(join(folder, 'plan.json'))).toBe(true);
});

const asRoot = process.getuid?.() === 0 ? test : test.skip;
asRoot('a volume of a given size fills, is emptied in place, and is unmounted with its lab, also when the start fails', async () => {
  const mounts = (): number => readFileSync('/proc/mounts', 'utf8').split('\n').filter((line) => line.includes(folder)).length;
  const lab = await startLab(deployment, { cold: true, directory: folder, smallVolumes: { 'node-2': 4 * 1024 * 1024 } });
  try {
    expect(mounts()).toBe(1);
    const data = join(folder, 'nodes', 'node-2', 'data');
    writeFileSync(join(data, 'some'), 'x');
    await lab.node('node-2').fill();
    expect(() => writeFileSync(join(data, 'more'), Buffer.alloc(8192))).toThrow('ENOSPC');
    await lab.node('node-2').free();
    writeFileSync(join(data, 'more'), Buffer.alloc(8192));
    await lab.node('node-2').wipe();
    expect(readdirSync(data)).toEqual([]);
    expect(mounts()).toBe(1);
  } finally {
    await lab.down();
  }
  expect(mounts()).toBe(0);
  await expect(startLab(deployment, { cold: true, directory: folder, smallVolumes: { 'node-1': 4 * 1024 * 1024, 'node-3': NaN } })).rejects.toThrow();
  expect(mounts()).toBe(0);
});

test('down while nodes are only just starting, or have yet to start, leaves no process and no folder', async () => {
  const lab = await startLab(deployment, { startFaults: { 'node-3': { delayMs: 700 } } });
  await new Promise((resolve) => setTimeout(resolve, 150));
  await lab.down();
  await new Promise((resolve) => setTimeout(resolve, 900));
  expect(lab.nodes.flatMap((node) => [node.pid('redis'), node.pid('agent'), node.pid('sentinel')]).filter(Boolean)).toEqual([]);
  const running = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
  expect(running).not.toContain(lab.directory);
  expect(existsSync(lab.directory)).toBe(false);
}, 20_000);

test('a program that only counted on its lab ends by itself after down', () => {
  const script = join(folder, 'script.ts');
  const source = `
    import { startLab } from '${join(__dirname, '../../../lib/lab')}';
    import { readFileSync } from 'node:fs';
    void (async () => {
      const lab = await startLab(JSON.parse(readFileSync('${join(folder, 'plan.json')}', 'utf8')));
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await lab.primary();
      await lab.down();
      const at = Date.now();
      process.on('exit', () => console.log('ended after', Date.now() - at));
    })();
  `;
  writeFileSync(script, source);
  const output = execFileSync(process.execPath, ['--import', 'tsx', script], { cwd: join(__dirname, '../../..'), encoding: 'utf8', timeout: 20_000 });
  expect(Number(/ended after (\d+)/.exec(output)?.[1])).toBeLessThan(400);
}, 30_000);
