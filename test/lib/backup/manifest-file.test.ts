import fc from 'fast-check';
import {
  BackupDamaged, BackupIncomplete, BackupTooNew, parseManifest, readManifest, writeManifest,
} from '../../../lib/backup/manifest-file';
import { seal } from '../../../lib/backup/sealed-json';
import { aManifest, aShard } from './manifests';
import { MemoryStore } from './memory-store';

const manifest = aManifest();
const { deployment, id } = manifest;
const KEY = `${deployment}/${id}/manifest.json`;

async function stored(): Promise<MemoryStore> {
  const store = new MemoryStore();
  await writeManifest(store, manifest);
  return store;
}

test('what was written is read', async () => {
  expect(await readManifest(await stored(), deployment, id)).toEqual(manifest);
});

test('a manifest is written once', async () => {
  await expect(writeManifest(await stored(), manifest)).rejects.toThrow(`memory: already has an object ${KEY}`);
});

test('every single bit counts', async () => {
  const bytes = Buffer.from((await stored()).objects.get(KEY)!);
  const outcome = (): unknown => {
    try {
      return parseManifest(bytes, deployment, id);
    } catch (failure) {
      return (failure as Error).constructor;
    }
  };
  const flip = (bit: number): void => { bytes[bit >> 3]! ^= 1 << (bit & 7); };
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    flip(bit);
    if (outcome() !== BackupDamaged) {
      throw new Error(`bit ${bit} was not noticed`);
    }
    flip(bit);
  }
  expect(outcome()).toEqual(manifest);
});

test('any other text is damaged too, whatever it is', () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
    expect(() => parseManifest(Buffer.from(text), deployment, id)).toThrow(BackupDamaged);
  }));
  const deep = Buffer.from(`{"manifest": ${'['.repeat(200_000)}${']'.repeat(200_000)}, "sha256": ""}`);
  expect(() => parseManifest(deep, deployment, id)).toThrow(BackupDamaged);
});

test('cut, lengthened, spaced otherwise or with a byte order mark', async () => {
  const good = (await stored()).objects.get(KEY)!;
  const text = good.toString();
  for (const bad of [text.slice(0, -1), `${text} `, `\uFEFF${text}`, JSON.stringify(JSON.parse(text)), '']) {
    expect(() => parseManifest(Buffer.from(bad), deployment, id)).toThrow(BackupDamaged);
  }
});

test('without a manifest there is no backup', async () => {
  await expect(readManifest(new MemoryStore(), deployment, id)).rejects.toThrow(BackupIncomplete);
});

test('the manifest of another backup, however intact, is not this one', async () => {
  const store = await stored();
  const older = '20261121T150203Z-aaaaaa';
  store.objects.set(`${deployment}/${older}/manifest.json`, store.objects.get(KEY)!);
  await expect(readManifest(store, deployment, older))
    .rejects.toThrow(`manifest.json is the one of another backup (cache/${id}), put into this folder`);
});

test('a newer format is refused and says what to do; a damaged newer one is damaged', () => {
  const newer = seal('manifest', { ...manifest, schemaVersion: 2, shards: 'elsewhere' });
  expect(() => parseManifest(newer, deployment, id)).toThrow(BackupTooNew);
  expect(() => parseManifest(newer, deployment, id)).toThrow('reads up to 1: update redis-ha-constructs');
  newer[40]! ^= 1;
  expect(() => parseManifest(newer, deployment, id)).toThrow(BackupDamaged);
});

test('what a store cannot answer is its own failure, not damage', async () => {
  const store = await stored();
  store.read = async () => { throw new Error('no route to host'); };
  await expect(readManifest(store, deployment, id)).rejects.toThrow(/^no route to host$/);
});

test.each<[string, object, string]>([
  ['a path instead of an object', { shards: [aShard({ object: '../../secret' })] }, 'shards[0].object is "../../secret"'],
  ['a missing number', { shards: [{ ...aShard(), storedBytes: undefined }] }, 'shards[0].storedBytes is missing'],
  ['no shards', { shards: [] }, 'shards is []'],
  ['two shards outside a Cluster', { shards: [aShard(), aShard({ shard: 2, object: 'shard-2.rdb.gz' })] }, 'is not of a Cluster'],
  ['a codec that is not in the name', { shards: [aShard({ codec: 'none' })] }, 'is said to be stored with codec none'],
  ['another time than its id', { createdAt: '2026-11-23T15:02:03Z' }, 'which is not when 20261122T150203Z-4f3a91 began'],
  ['slots missing', { topology: 'cluster', shards: [aShard({ slots: [{ from: 0, to: 16000 }] })] }, 'no shard has the slots 16001-16383'],
])('nobody can write what nobody could read: %s', async (_, more, problem) => {
  const store = new MemoryStore();
  await expect(writeManifest(store, aManifest(more))).rejects.toThrow(problem);
  expect(store.objects.size).toBe(0);
  expect(() => parseManifest(seal('manifest', { ...manifest, ...more }), deployment, id)).toThrow(problem);
});

test('names are no paths', async () => {
  await expect(readManifest(new MemoryStore(), '../other', id)).rejects.toThrow('deployment: got "../other"');
  await expect(readManifest(new MemoryStore(), deployment, 'lease')).rejects.toThrow('backup: got "lease"');
});
