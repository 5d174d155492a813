import { newestVerified } from '../../../../lib/backup/run/newest-verified';
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

test('one that was found damaged since does not count', async () => {
  const at = async (...records: string[]): Promise<Date | undefined> => newestVerified(await storeOf(
    'cache/20261122T100000Z-aaaaaa/verified-20261122T100100Z.json', ...records.map((name) => `cache/20261122T120000Z-bbbbbb/${name}.json`)), 'cache');
  const [old, young] = [new Date('2026-11-22T10:00:00Z'), new Date('2026-11-22T12:00:00Z')];
  expect(await at('verified-20261122T120100Z-deep', 'failed-20261122T130000Z')).toEqual(old);
  expect(await at('verified-20261122T120100Z-deep', 'failed-20261122T130000Z', 'verified-20261122T140000Z')).toEqual(young);
  expect(await at('failed-20261122T130000Z-deep', 'verified-20261122T140000Z')).toEqual(old);
  expect(await at('failed-20261122T130000Z-deep', 'verified-20261122T140000Z-deep')).toEqual(young);
});

test('nothing when none was', async () => {
  expect(await newestVerified(await storeOf('cache/20261122T100000Z-aaaaaa/manifest.json', 'cache/nonsense/verified-x.json'), 'cache')).toBeUndefined();
});
