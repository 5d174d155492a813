import { InvalidInput } from '../../../../lib/model';
import { BackupDamaged, BackupIncomplete } from '../../../../lib/backup/manifest-file';
import { chooseBackup } from '../../../../lib/backup/restore/choose-backup';
import { seal } from '../../../../lib/backup/sealed-json';
import { MemoryStore } from '../memory-store';
import { storeBackup } from './stored-backup';

const [OLD, MIDDLE, NEW] = ['20261120T000000Z-a', '20261121T000000Z-b', '20261122T000000Z-c'];
/** The smallest there is: a header, the end, no checksum. */
const rdb = Buffer.concat([Buffer.from('REDIS0010'), Buffer.from([0xff]), Buffer.alloc(8)]);

async function storeWith(...ids: string[]): Promise<MemoryStore> {
  const store = new MemoryStore();
  for (const id of ids) {
    await storeBackup(store, [{ rdb }], { id });
  }
  return store;
}

const flip = (store: MemoryStore, key: string): void => { store.objects.get(key)![50]! ^= 1; };

test('the newest whose manifest is intact; which were passed over and why', async () => {
  const store = await storeWith(OLD, MIDDLE, NEW);
  expect((await chooseBackup(store, {})).id).toBe(NEW);
  flip(store, `cache/${NEW}/manifest.json`);
  await store.put('cache/20261123T000000Z-d/shard-1.rdb', (async function* () { yield rdb; })());
  const skipped: string[][] = [];
  expect((await chooseBackup(store, { deployment: 'cache' }, (...skip) => skipped.push(skip))).id).toBe(MIDDLE);
  expect(skipped).toEqual([['20261123T000000Z-d', expect.stringContaining('no manifest.json')], [NEW, expect.stringContaining('manifest.json')]]);
});

test('one whose object is gone is no backup any more', async () => {
  const store = await storeWith(OLD, NEW);
  store.objects.delete(`cache/${NEW}/shard-1.rdb.gz`);
  const skipped: string[][] = [];
  expect((await chooseBackup(store, {}, (...skip) => skipped.push(skip))).id).toBe(OLD);
  expect(skipped).toEqual([[NEW, 'shard-1.rdb.gz is missing']]);
});

test('the one that is named, or none: never another one', async () => {
  const store = await storeWith(OLD, NEW);
  expect((await chooseBackup(store, { id: OLD })).id).toBe(OLD);
  await expect(chooseBackup(store, { id: MIDDLE })).rejects.toThrow(
    new InvalidInput('backup', `memory: has no backup ${MIDDLE} of cache`, `use one that is there, newest first: ${NEW}, ${OLD}`));
  flip(store, `cache/${OLD}/manifest.json`);
  await expect(chooseBackup(store, { id: OLD })).rejects.toThrow(BackupDamaged);
  store.objects.delete(`cache/${OLD}/manifest.json`);
  await expect(chooseBackup(store, { id: OLD })).rejects.toThrow(BackupIncomplete);
  await expect(chooseBackup(store, { id: 'yesterday' })).rejects.toThrow(/backup: got "yesterday"/);
});

test('a store of several deployments wants to know which; one without backups says so', async () => {
  const store = await storeWith(OLD);
  await storeBackup(store, [{ rdb }], { id: NEW, deployment: 'orders' });
  await expect(chooseBackup(store, {})).rejects.toThrow('deployment: memory: has backups of cache, orders; say which one with --deployment');
  expect((await chooseBackup(store, { deployment: 'cache' })).id).toBe(OLD);
  await expect(chooseBackup(store, { deployment: 'other' })).rejects.toThrow('has no backup of other that could be restored');
  await expect(chooseBackup(new MemoryStore(), {})).rejects.toThrow('has backups of none');
});

test('one of a newer version is in order: older data is not restored instead without being told', async () => {
  const store = await storeWith(OLD);
  await expect(storeBackup(store, [{ rdb }], { id: NEW, schemaVersion: 2 })).rejects.toThrow('schemaVersion');
  const manifest = await chooseBackup(store, {});
  await store.create(`cache/${NEW}/manifest.json`, seal('manifest', { ...manifest, id: NEW, schemaVersion: 2 }));
  await expect(chooseBackup(store, {})).rejects.toThrow(/schemaVersion 2.*update redis-ha-constructs, or name an older backup/);
});
