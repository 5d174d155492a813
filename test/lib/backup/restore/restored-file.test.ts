import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRestored } from '../../../../lib/backup/restore/restored-file';

const folder = mkdtempSync(join(tmpdir(), 'redis-ha-restored-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const good = { deployment: 'cache', id: '20261122T150203Z-4f3a91', shard: 2, shards: 3, keys: { 0: 5 }, functions: ['f'] };

test('a folder that was restored says from what; others say nothing', async () => {
  expect(await readRestored(folder)).toBeUndefined();
  expect(await readRestored(join(folder, 'none'))).toBeUndefined();
  for (const restored of [good, { ...good, keys: undefined }]) {
    writeFileSync(join(folder, 'restored.json'), JSON.stringify(restored));
    expect(await readRestored(folder)).toEqual(restored);
  }
});

test.each([
  ['nothing', ''], ['half of it', '{"deployment":"cache",'], ['no object', '[]'], ['a field is missing', JSON.stringify({ ...good, id: undefined })],
  ['keys are no numbers', JSON.stringify({ ...good, keys: { 0: 'many' } })], ['functions are no list', JSON.stringify({ ...good, functions: 'f' })],
])('a file that cannot be understood is an error, not a folder that was not restored: %s', async (_, text) => {
  writeFileSync(join(folder, 'restored.json'), text);
  await expect(readRestored(folder)).rejects.toThrow(/restored\.json does not say what the folder was restored from; restore it again/);
});
