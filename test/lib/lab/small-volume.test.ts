import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SmallVolume } from '../../../lib/lab/small-volume';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-volume-'));
const root = process.getuid?.() === 0;
const asRoot = root ? test : test.skip;
const note = root ? '' : ' (skipped: needs root)';
const mounted = (): string => readFileSync('/proc/mounts', 'utf8');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function place(name: string): string {
  mkdirSync(join(folder, name));
  return join(folder, name);
}

asRoot(`full means full; freed and unmounted leave nothing${note}`, async () => {
  const where = place('a');
  const volume = await SmallVolume.mount(where, 2 * 1024 * 1024);
  try {
    writeFileSync(join(where, 'before'), 'x');
    await volume.fill();
    expect(statfsSync(where).bavail).toBe(0);
    expect(() => writeFileSync(join(where, 'more'), Buffer.alloc(5000))).toThrow('ENOSPC');
    await volume.free();
    writeFileSync(join(where, 'more'), Buffer.alloc(5000));
  } finally {
    await volume.unmount();
  }
  expect(mounted()).not.toContain(where);
});

asRoot(`what a process left is gone at its exit, or with the next volume when it was killed${note}`, async () => {
  const script = (where: string, end: string): string => `
    require('./lib/lab/small-volume').SmallVolume.mount(${JSON.stringify(where)}, 1048576).then(() => ${end});`;
  const run = (where: string, end: string): void => {
    spawnSync(process.execPath, ['--import', 'tsx', '-e', script(where, end)], { cwd: join(__dirname, '../../..'), stdio: 'ignore' });
  };
  const [exits, killed] = [place('exits'), place('killed')];
  run(exits, 'process.exit(1)');
  expect(mounted()).not.toContain(exits);
  run(killed, 'process.kill(process.pid, "SIGKILL")');
  try {
    expect(mounted()).toContain(killed);
    const volume = await SmallVolume.mount(place('next'), 1024 * 1024);
    await volume.unmount();
    expect(mounted()).not.toContain(killed);
  } finally {
    if (mounted().includes(killed)) {
      execFileSync('umount', [killed]);
    }
  }
}, 30_000);
