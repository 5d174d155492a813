import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DrillStore } from '../../../lib/drill/drill-store';

const directory = mkdtempSync(join(tmpdir(), 'drill-store-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('a drill that takes no backup makes nothing', async () => {
  await new DrillStore({ directory: join(directory, 'none'), deployment: 'demo' }).close();
  expect(existsSync(join(directory, 'none'))).toBe(false);
});

test('nobody named a place: it is gone afterwards', async () => {
  const backups = new DrillStore({ deployment: 'demo' });
  const store = await backups.open();
  expect(await store.create('demo/a', Buffer.from('a'))).toBe(true);
  expect(await backups.open()).toBe(store);
  await backups.close();
  expect(existsSync(store.url)).toBe(false);
});

test.each([
  ['in the folder of the drill', { directory: join(directory, 'kept') }, join(directory, 'kept', 'store')],
  ['where somebody said', { url: join(directory, 'named'), directory: join(directory, 'kept') }, join(directory, 'named')],
])('%s it stays', async (_, where, folder) => {
  const backups = new DrillStore({ ...where, deployment: 'demo' });
  await (await backups.open()).create('demo/a', Buffer.from('a'));
  await backups.close();
  expect(existsSync(join(folder, 'demo', 'a'))).toBe(true);
});

test('a store that is none is said so when it is opened, and closing is no trouble', async () => {
  const backups = new DrillStore({ url: 'ftp://somewhere', deployment: 'demo' });
  await expect(backups.open()).rejects.toThrow('ftp://somewhere is no store');
  await backups.close();
});
