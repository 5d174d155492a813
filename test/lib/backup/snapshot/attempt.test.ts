import { isBackupId } from '../../../../lib/backup/names';
import { newBackupId } from '../../../../lib/backup/snapshot/attempt';
import { removeAttempt } from '../../../../lib/backup/snapshot/remove-attempt';
import { highestVersion } from '../../../../lib/backup/snapshot/topology';
import { WatchedStore } from '../watched-store';

test('ids sort by time, and two of one second differ', () => {
  const at = new Date('2026-11-22T15:02:03.999Z');
  expect(newBackupId(at)).toMatch(/^20261122T150203Z-[0-9a-f]{6}$/);
  expect(isBackupId(newBackupId(at))).toBe(true);
  expect(newBackupId(at)).not.toBe(newBackupId(at));
  expect(newBackupId(at) < newBackupId(new Date('2026-11-22T15:02:04Z'))).toBe(true);
});

test('what a failed attempt stored is removed, the manifest first, and what something holds is told', async () => {
  const store = new WatchedStore();
  const order: string[] = [];
  const remove = store.remove.bind(store);
  store.remove = async (key) => {
    order.push(key.split('/').at(-1)!);
    return key.endsWith('shard-2.rdb') ? { removed: false, kept: 'a legal hold' } : remove(key);
  };
  for (const name of ['a/1/shard-1.rdb', 'a/1/shard-2.rdb', 'a/1/manifest.json', 'a/2/shard-1.rdb']) {
    await store.create(name, Buffer.from('x'));
  }
  expect(await removeAttempt(store, 'a/1/')).toEqual(['a/1/shard-2.rdb (a legal hold)']);
  expect(order).toEqual(['manifest.json', 'shard-1.rdb', 'shard-2.rdb']);
  expect(store.keys).toEqual(['a/1/shard-2.rdb', 'a/2/shard-1.rdb']);
});

test('the highest version is by number, not by letter', () => {
  expect(highestVersion(['7.0.9', '7.0.15', '7.0.2'])).toBe('7.0.15');
  expect(highestVersion(['8.0.1', '7.4.9', '8.0'])).toBe('8.0.1');
});
