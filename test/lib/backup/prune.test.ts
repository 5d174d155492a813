import { listBackups } from '../../../lib/backup/catalog';
import { writeManifest } from '../../../lib/backup/manifest-file';
import { timeInName } from '../../../lib/backup/names';
import { prune } from '../../../lib/backup/prune';
import { recordVerified } from '../../../lib/backup/verification';
import { aManifest } from './manifests';
import { MemoryStore } from './memory-store';

const NOW = new Date('2026-11-30T00:00:00Z');
const LAST = { last: 1 };
const idOf = (day: string): string => `${timeInName(new Date(`2026-11-${day}T00:00:00Z`))}-a1`;

/** Backups of those days of November, each with one shard and a record of its verification. */
async function holding(...days: string[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const day of days) {
    const manifest = aManifest({ id: idOf(day), createdAt: `2026-11-${day}T00:00:00Z` });
    store.objects.set(`cache/${manifest.id}/shard-1.rdb.gz`, Buffer.alloc(90));
    await writeManifest(store, manifest);
    await recordVerified(store, manifest, { at: NOW, deep: false });
  }
  return store;
}

const outcomes = (pruned: { outcome: string; backup: { id: string } }[]): string[] =>
  pruned.map(({ outcome, backup }) => `${backup.id.slice(6, 8)} ${outcome}`);
const removals = (store: MemoryStore): string[] => store.removals.map((key) => key.split('/').at(-1)!);

test('a dry run unless told', async () => {
  const store = await holding('22', '23', '24');
  const before = [...store.objects.keys()];
  expect(outcomes(await prune(store, LAST, { now: NOW }))).toEqual(['24 kept', '23 would-remove', '22 would-remove']);
  expect([...store.objects.keys()]).toEqual(before);
  expect(removals(store)).toEqual([]);
});

test('the manifest goes first and nothing is left', async () => {
  const store = await holding('23', '24');
  const told: string[] = [];
  const pruned = await prune(store, LAST, { now: NOW, confirm: true, progress: ({ outcome }) => told.push(outcome) });
  expect(outcomes(pruned)).toEqual(['24 kept', '23 removed']);
  expect(told).toEqual(['kept', 'removed']);
  expect(removals(store)).toEqual(['manifest.json', 'verified-20261130T000000Z.json', 'shard-1.rdb.gz']);
  expect((await listBackups(store)).map(({ id }) => id)).toEqual([idOf('24')]);
  expect([...store.objects.keys()].every((key) => key.includes(idOf('24')))).toBe(true);
});

test('a crash after the manifest leaves no backup that looks good, and the next run takes the rest', async () => {
  const store = await holding('23', '24');
  const remove = store.remove.bind(store);
  store.remove = async (key) => {
    if (key.endsWith('.rdb.gz')) {
      throw new Error('killed');
    }
    return remove(key);
  };
  await expect(prune(store, LAST, { now: NOW, confirm: true })).rejects.toThrow('killed');
  expect((await listBackups(store)).map(({ state }) => state)).toEqual(['complete', 'incomplete']);
  store.remove = remove;
  expect(outcomes(await prune(store, LAST, { now: NOW, confirm: true }))).toEqual(['24 kept', '23 removed']);
  expect(await listBackups(store)).toHaveLength(1);
});

test('a finished backup whose manifest somebody deleted stays, and it is said what to do', async () => {
  const store = await holding('23', '24');
  store.objects.delete(`cache/${idOf('23')}/manifest.json`);
  const [, lost] = await prune(store, LAST, { now: NOW, confirm: true, dropDamaged: true });
  expect(lost).toMatchObject({ outcome: 'kept', why: ['its manifest was removed; bring the manifest back or remove the folder by hand'] });
  expect(removals(store)).toEqual([]);
});

test('for a backup of a clock that was ahead no other one goes', async () => {
  const store = await holding('23', '24', '29');
  store.stamps.set(`cache/${idOf('29')}/manifest.json`, new Date('2026-11-20T00:00:00Z'));
  const pruned = await prune(store, LAST, { now: NOW, confirm: true });
  expect(outcomes(pruned)).toEqual(['29 kept', '24 kept', '23 removed']);
  expect(pruned[1]!.why).toContain('newest verified one');
});

test('where the manifest is held all of the backup stays', async () => {
  const store = await holding('23', '24');
  store.held.set(`cache/${idOf('23')}/manifest.json`, 'a legal hold');
  const [, old] = await prune(store, LAST, { now: NOW, confirm: true });
  expect(old).toMatchObject({ outcome: 'held', held: ['manifest.json: a legal hold'] });
  expect((await listBackups(store)).map(({ state }) => state)).toEqual(['complete', 'complete']);
});

test('a hold on any object of it keeps all of the backup', async () => {
  const store = await holding('23', '24');
  store.held.set(`cache/${idOf('23')}/shard-1.rdb.gz`, 'retained until 2027-01-01');
  const [, old] = await prune(store, LAST, { now: NOW, confirm: true });
  expect(old).toMatchObject({ outcome: 'held', held: ['shard-1.rdb.gz: retained until 2027-01-01'] });
  expect(removals(store)).toEqual([]);
  expect((await listBackups(store))[1]).toMatchObject({ state: 'complete', verified: { deep: false } });
});

test('a hold that is placed while it is removed is told, and the next run takes the rest', async () => {
  const store = await holding('23', '24');
  store.held.set(`cache/${idOf('23')}/shard-1.rdb.gz`, 'retained until 2027-01-01');
  store.holds = async () => undefined;
  const [, old] = await prune(store, LAST, { now: NOW, confirm: true });
  expect(old).toMatchObject({ outcome: 'partly-held', held: ['shard-1.rdb.gz: retained until 2027-01-01'] });
  store.held.clear();
  expect(outcomes(await prune(store, LAST, { now: NOW, confirm: true }))).toEqual(['24 kept', '23 removed']);
});

test('where holds may not be asked for nothing is removed', async () => {
  const store = await holding('23', '24');
  store.holds = async () => { throw new Error('permission denied'); };
  await expect(prune(store, LAST, { now: NOW, confirm: true })).rejects.toThrow('permission denied');
  expect(removals(store)).toEqual([]);
});

test('a backup that is finished while this looks is not taken for a leftover', async () => {
  const store = await holding('23', '24');
  const key = `cache/${idOf('23')}/manifest.json`;
  const manifest = store.objects.get(key)!;
  store.objects.delete(key);
  [...store.objects.keys()].filter((one) => one.includes(`${idOf('23')}/verified-`)).forEach((one) => store.objects.delete(one));
  const list = store.list.bind(store);
  store.list = (prefix) => {
    if (prefix.includes(idOf('23'))) {
      store.objects.set(key, manifest);
    }
    return list(prefix);
  };
  const pruned = await prune(store, LAST, { now: NOW, confirm: true });
  expect(pruned[1]).toMatchObject({ outcome: 'kept', keep: true, why: ['it was finished meanwhile'] });
  expect(removals(store)).toEqual([]);
});

test('only the deployment that was named', async () => {
  const store = await holding('23', '24');
  await writeManifest(store, aManifest({ deployment: 'other' }));
  expect(outcomes(await prune(store, LAST, { now: NOW, confirm: true, deployment: 'other' }))).toEqual(['22 kept']);
  expect(await listBackups(store)).toHaveLength(3);
});

test('a catalog that cannot be read ends it before anything is removed', async () => {
  const store = await holding('22', '23', '24');
  const read = store.read.bind(store);
  store.read = async (key) => {
    if (key.includes(idOf('24'))) {
      throw new Error('timed out');
    }
    return read(key);
  };
  await expect(prune(store, LAST, { now: NOW, confirm: true })).rejects.toThrow('timed out');
  expect(removals(store)).toEqual([]);
});
