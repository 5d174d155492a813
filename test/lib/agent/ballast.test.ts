import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ballast } from '../../../lib/agent/ballast';
import { MemoryFile } from '../../../lib/agent/memory';
import { memory } from './situations';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-ballast-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const size = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
const full = (): Error => Object.assign(new Error('full'), { code: 'ENOSPC' });

test('R13: when the disk is full the space is given up and the write done again', async () => {
  const file = join(folder, 'a', 'ballast');
  const ballast = new Ballast(file, 4096);
  await ballast.fill();
  expect(size(file)).toBe(4096);
  let tries = 0;
  expect(await ballast.guard(() => {
    tries += 1;
    return size(file) > 0 ? Promise.reject(full()) : Promise.resolve('written');
  })).toBe('written');
  expect(tries).toBe(2);
  expect(ballast.spent).toBe(true);
  await ballast.fill();
  expect([ballast.spent, size(file)]).toEqual([false, 4096]);
});

test('what fails for another reason costs nothing', async () => {
  const ballast = new Ballast(join(folder, 'b'), 4096);
  await ballast.fill();
  await expect(ballast.guard(() => Promise.reject(new Error('denied')))).rejects.toThrow('denied');
  expect([ballast.spent, size(join(folder, 'b'))]).toEqual([false, 4096]);
});

test('it is not taken where there is little room, and its absence stops nobody', async () => {
  const ballast = new Ballast(join(folder, 'c'), Number.MAX_SAFE_INTEGER);
  await ballast.fill();
  expect(size(join(folder, 'c'))).toBe(0);
  await expect(ballast.guard(() => Promise.reject(full()))).rejects.toThrow('full');
});

/** A file system of its own, which needs the right to mount one. */
function small(): string | undefined {
  const place = mkdtempSync(join(folder, 'small-'));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', place], { stdio: 'ignore' });
    return place;
  } catch {
    return undefined;
  }
}

test('R13: on a volume that is full to the last byte a node still remembers what it must', async () => {
  const place = small();
  if (place === undefined) {
    process.stderr.write('skipped: no right to mount a small file system\n');
    return;
  }
  try {
    const ballast = new Ballast(join(place, 'ballast'), 64 * 1024);
    await ballast.fill();
    const file = new MemoryFile(join(place, 'memory.json'), ballast);
    await file.save(memory());
    expect(() => { for (let part = 0; part < 1000; part += 1) { writeFileSync(join(place, `aof-${part}`), Buffer.alloc(4096)); } }).toThrow('ENOSPC');
    await expect(new MemoryFile(join(place, 'other.json')).save(memory())).rejects.toThrow('ENOSPC');
    await file.save(memory({ abdicating: true, epoch: 9 }));
    expect(ballast.spent).toBe(true);
    expect(await new MemoryFile(join(place, 'memory.json')).load()).toEqual(memory({ abdicating: true, epoch: 9 }));
  } finally {
    execFileSync('umount', [place]);
  }
});
