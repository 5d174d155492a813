import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createOnce } from '../../../lib/agent/create-once';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'create-once-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

test('the first text stays, and no draft does', async () => {
  const file = join(directory, 'not', 'there', 'yet');
  expect(await createOnce(file, 'first')).toBe(true);
  expect(await createOnce(file, 'second')).toBe(false);
  expect(await readFile(file, 'utf8')).toBe('first');
  expect(await readdir(join(file, '..'))).toEqual(['yet']);
});

test('of many at once exactly one creates it, whole', async () => {
  const file = join(directory, 'record');
  const texts = Array.from({ length: 20 }, (_, index) => `${index} `.repeat(10_000));
  const created = await Promise.all(texts.map(async text => (await createOnce(file, text)) ? text : undefined));
  const winners = created.filter(text => text !== undefined);
  expect(winners).toHaveLength(1);
  expect(await readFile(file, 'utf8')).toBe(winners[0]);
});

test('another failure than "it is there" is not swallowed', async () => {
  const file = join(directory, 'a-file');
  await createOnce(file, 'text');
  await expect(createOnce(join(file, 'below-a-file'), 'text')).rejects.toThrow(/ENOTDIR|EEXIST/);
});
