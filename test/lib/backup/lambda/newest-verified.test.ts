import { newestVerified } from '../../../../lib/backup/lambda/newest-verified';
import { MemoryStore } from '../memory-store';

async function storeOf(...keys: string[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const key of keys) {
    await store.create(key, Buffer.from('{}'));
  }
  return store;
}

test('when the newest backup began that was verified, not when it was verified', async () => {
  expect(await newestVerified(await storeOf(
    'cache/20261122T100000Z-aaaaaa/manifest.json',
    'cache/20261122T100000Z-aaaaaa/verified-20261122T180000Z.json',
    'cache/20261122T120000Z-bbbbbb/verified-20261122T120100Z-deep.json',
    'cache/20261122T130000Z-cccccc/manifest.json',
    'cache/lease/000001.json',
    'other/20261122T140000Z-dddddd/verified-20261122T140100Z.json',
  ), 'cache')).toEqual(new Date('2026-11-22T12:00:00Z'));
});

test('nothing when none was', async () => {
  expect(await newestVerified(await storeOf('cache/20261122T100000Z-aaaaaa/manifest.json', 'cache/nonsense/verified-x.json'), 'cache')).toBeUndefined();
});
