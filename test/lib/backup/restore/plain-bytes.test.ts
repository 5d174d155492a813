import { BackupDamaged } from '../../../../lib/backup/manifest-file';
import { plainBytes } from '../../../../lib/backup/restore/plain-bytes';
import type { BackupManifest, Codec } from '../../../../lib/backup/manifest';
import { MemoryStore } from '../memory-store';
import { storeBackup } from './stored-backup';

/** The smallest there is: a header, the end, no checksum: nothing in it shows that it was changed. */
const rdb = Buffer.concat([Buffer.from('REDIS0010'), Buffer.from([0xff]), Buffer.alloc(8)]);

async function stored(codec: Codec): Promise<{ store: MemoryStore; manifest: BackupManifest; object: string }> {
  const store = new MemoryStore();
  const manifest = await storeBackup(store, [{ rdb }], { codec });
  return { store, manifest, object: `cache/${manifest.id}/${manifest.shards[0]!.object}` };
}

async function read(store: MemoryStore, manifest: BackupManifest): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of plainBytes(store, manifest, manifest.shards[0]!)) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

test.each(['none', 'gzip'] as const)('%s: the bytes that were backed up, or an error', async (codec) => {
  const { store, manifest } = await stored(codec);
  expect(await read(store, manifest)).toEqual(rdb);
});

test('one byte that no checksum covers', async () => {
  const { store, manifest, object } = await stored('none');
  store.objects.get(object)![8]! ^= 1;
  await expect(read(store, manifest)).rejects.toThrow(/stored its bytes are not those that were backed up \(SHA-256\)/);
});

test('a header of gzip that unpacks to the same', async () => {
  const { store, manifest, object } = await stored('gzip');
  // When it was packed: no unpacker looks at it.
  store.objects.get(object)![4]! ^= 1;
  await expect(read(store, manifest)).rejects.toThrow(/stored its bytes are not those that were backed up/);
});

test('no more is unpacked than the manifest says', async () => {
  const { store, manifest } = await stored('gzip');
  const [shard] = manifest.shards;
  await expect(read(store, { ...manifest, shards: [{ ...shard!, plainBytes: 10 }] })).rejects.toThrow(/decoded it has more than 10/);
});

test('what cannot be decoded is damage', async () => {
  const { store, manifest, object } = await stored('gzip');
  store.objects.set(object, Buffer.from('not gzip at all'));
  await expect(read(store, manifest)).rejects.toThrow(BackupDamaged);
  await expect(read(store, manifest)).rejects.toThrow(/cannot be decoded/);
});
