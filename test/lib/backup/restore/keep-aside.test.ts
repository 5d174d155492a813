import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireMovable, swapAside } from '../../../../lib/backup/restore/keep-aside';

const root = mkdtempSync(join(tmpdir(), 'redis-ha-aside-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const now = new Date('2026-11-22T15:02:03.999Z');

function folder(name: string, content: string): string {
  const path = join(root, name);
  mkdirSync(path);
  writeFileSync(join(path, 'content'), content);
  return path;
}

test('names say when, and no earlier one is written over', async () => {
  const data = folder('data', 'first');
  expect(await swapAside(data, folder('next-1', 'second'), now)).toBe(`${data}.kept-20261122T150203Z`);
  expect(await swapAside(data, folder('next-2', 'third'), now)).toBe(`${data}.kept-20261122T150203Z-2`);
  const text = (path: string): string => readFileSync(join(path, 'content'), 'utf8');
  expect([text(`${data}.kept-20261122T150203Z`), text(`${data}.kept-20261122T150203Z-2`), text(data)]).toEqual(['first', 'second', 'third']);
});

test('when the successor cannot come into its place the old folder is back', async () => {
  const outer = join(root, 'outer');
  mkdirSync(outer);
  const data = folder('outer/data', 'first');
  // No folder can be moved into itself, which shows only after the old one was moved.
  await expect(swapAside(data, outer, now)).rejects.toThrow('EINVAL');
  expect(readdirSync(outer)).toEqual(['data']);
  expect(readFileSync(join(data, 'content'), 'utf8')).toBe('first');
});

test('the root of a file system is refused beforehand', async () => {
  await expect(requireMovable('/proc')).rejects.toThrow(/--keep-aside: \/proc is the root of a file system.*by hand/);
  await expect(requireMovable(root)).resolves.toBeUndefined();
});
