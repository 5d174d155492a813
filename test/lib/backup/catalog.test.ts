import { listBackups, type CatalogEntry } from '../../../lib/backup/catalog';
import type { BackupManifest } from '../../../lib/backup/manifest';
import { writeManifest } from '../../../lib/backup/manifest-file';
import { seal } from '../../../lib/backup/sealed-json';
import { recordFailed, recordVerified } from '../../../lib/backup/verification';
import { aManifest } from './manifests';
import { MemoryStore } from './memory-store';

const NEWER = { id: '20261123T150203Z-000001', createdAt: '2026-11-23T15:02:03Z' };

async function holding(store: MemoryStore, more: Partial<BackupManifest> = {}): Promise<BackupManifest> {
  const manifest = aManifest(more);
  store.objects.set(`${manifest.deployment}/${manifest.id}/shard-1.rdb.gz`, Buffer.alloc(90));
  await writeManifest(store, manifest);
  return manifest;
}

test('newest first, by deployment or all of them; what is no backup is passed over', async () => {
  const store = new MemoryStore();
  await holding(store);
  await holding(store, NEWER);
  await holding(store, { deployment: 'cache-2' });
  store.objects.set('cache/lease/000001.json', Buffer.from('{}'));
  store.objects.set('cache/notes.txt', Buffer.from('mine'));
  store.objects.set('cache.old/20261122T150203Z-4f3a91/manifest.json', Buffer.from('moved aside by hand'));
  const all = await listBackups(store);
  expect(all.map(({ deployment, id, state }) => [deployment, id, state])).toEqual([
    ['cache', NEWER.id, 'complete'], ['cache', '20261122T150203Z-4f3a91', 'complete'], ['cache-2', '20261122T150203Z-4f3a91', 'complete'],
  ]);
  expect(await listBackups(store, 'cache')).toEqual(all.slice(0, 2));
  expect(all[1]).toMatchObject({ createdAt: '2026-11-22T15:02:03.120Z', manifest: aManifest() });
  expect(all[1]).not.toHaveProperty('verified');
  expect(all[1]!.bytes).toBe(90 + store.objects.get('cache/20261122T150203Z-4f3a91/manifest.json')!.length);
});

test('every state has its word', async () => {
  const store = new MemoryStore();
  const { id } = await holding(store);
  const state = async () => (await listBackups(store))[0];
  const shard = `cache/${id}/shard-1.rdb.gz`;
  const manifest = `cache/${id}/manifest.json`;
  store.objects.set(shard, Buffer.alloc(89));
  expect(await state()).toMatchObject({ state: 'damaged', problem: 'shard-1.rdb.gz has 89 bytes instead of 90' });
  store.objects.delete(shard);
  expect(await state()).toMatchObject({ state: 'damaged', problem: 'shard-1.rdb.gz is missing' });
  store.objects.set(manifest, Buffer.from('{}'));
  expect(await state()).toMatchObject({ state: 'damaged', problem: expect.stringContaining('manifest.json is no manifest') });
  store.objects.set(manifest, seal('manifest', { ...aManifest(), schemaVersion: 3 }));
  expect(await state()).toMatchObject({ state: 'newer', problem: expect.stringContaining('update') });
  store.objects.delete(manifest);
  store.objects.set(shard, Buffer.alloc(1));
  expect(await state()).toMatchObject({ state: 'incomplete', createdAt: '2026-11-22T15:02:03.000Z', bytes: 1 });
});

test('a backup of a clock that was ahead of the store\'s is not the newest one', async () => {
  const store = new MemoryStore();
  const { id } = await holding(store);
  const began = Date.parse('2026-11-22T15:02:03.120Z');
  const at = async (stamp: number) => {
    store.stamps.set(`cache/${id}/manifest.json`, new Date(stamp));
    return (await listBackups(store))[0];
  };
  expect(await at(began - 11 * 60_000)).toMatchObject({
    state: 'damaged', problem: 'the clock of who took it was ahead: it says that it began at 2026-11-22T15:02:03.120Z, '
      + 'and the store says that it was finished at 2026-11-22T14:51:03.120Z',
  });
  expect(await at(began - 9 * 60_000)).toMatchObject({ state: 'complete' });
  // Copied into another store later.
  expect(await at(began + 90 * 86_400_000)).toMatchObject({ state: 'complete' });
});

test('a store that does not answer makes no backup look damaged', async () => {
  const store = new MemoryStore();
  await holding(store);
  store.read = async () => { throw new Error('timed out'); };
  await expect(listBackups(store)).rejects.toThrow('timed out');
});

test('the newest record of a verification counts, and whether any was deep', async () => {
  const store = new MemoryStore();
  const manifest = await holding(store);
  await recordVerified(store, manifest, { at: new Date('2026-11-23T00:00:00Z'), deep: true });
  await recordVerified(store, manifest, { at: new Date('2026-11-24T00:00:00Z'), deep: false });
  await recordVerified(store, manifest, { at: new Date('2026-11-24T00:00:00Z'), deep: false });
  expect((await listBackups(store))[0]!.verified).toEqual({ at: '2026-11-24T00:00:00.000Z', deep: true });
  expect([...store.objects.keys()].filter((key) => key.includes('verified'))).toHaveLength(2);
});

test('a later failure cancels a verification, and a later verification a failure', async () => {
  const store = new MemoryStore();
  const manifest = await holding(store);
  const on = (day: string): Date => new Date(`2026-12-${day}T00:00:00Z`);
  const verdict = async () => {
    const [{ state, verified, failed }] = await listBackups(store) as [CatalogEntry];
    expect(state).toBe('complete');
    return verified ?? failed;
  };
  await recordVerified(store, manifest, { at: on('01'), deep: true });
  await recordFailed(store, manifest, { at: on('02'), deep: false, problems: Array.from({ length: 30 }, (_, index) => `problem ${index}`) });
  expect(await verdict()).toEqual({ at: '2026-12-02T00:00:00.000Z', problems: Array.from({ length: 20 }, (_, index) => `problem ${index}`) });
  await recordVerified(store, manifest, { at: on('03'), deep: false });
  expect(await verdict()).toEqual({ at: '2026-12-03T00:00:00.000Z', deep: true });
  // Only loading it showed that, so reading it disproves nothing.
  await recordFailed(store, manifest, { at: on('04'), deep: true, problems: ['loads otherwise'] });
  await recordFailed(store, manifest, { at: on('05'), deep: false, problems: ['unreadable'] });
  await recordVerified(store, manifest, { at: on('06'), deep: false });
  expect(await verdict()).toEqual({ at: '2026-12-04T00:00:00.000Z', problems: ['loads otherwise'] });
  await recordVerified(store, manifest, { at: on('07'), deep: true });
  expect(await verdict()).toEqual({ at: '2026-12-07T00:00:00.000Z', deep: true });
});

test('a damaged record, and one of another manifest, count as none', async () => {
  const store = new MemoryStore();
  const manifest = await holding(store);
  await recordVerified(store, manifest, { at: new Date('2026-11-23T00:00:00Z'), deep: true });
  const key = [...store.objects.keys()].find((one) => one.includes('verified'))!;
  const good = store.objects.get(key)!;
  for (let at = 0; at < good.length; at += 7) {
    const bad = Buffer.from(good);
    bad[at]! ^= 1;
    store.objects.set(key, bad);
    expect((await listBackups(store))[0]!.verified).toBeUndefined();
  }
  const other = new MemoryStore();
  await recordVerified(other, { ...manifest, durationSeconds: 9 }, { at: new Date('2026-11-23T00:00:00Z'), deep: true });
  store.objects.set(key, other.objects.get(key)!);
  expect((await listBackups(store))[0]!.verified).toBeUndefined();
});
