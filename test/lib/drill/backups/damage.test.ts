import { DAMAGES, Spoiler } from '../../../../lib/drill/backups/damage';
import { Random } from '../../../../lib/drill/random';
import { verifyBackup } from '../../../../lib/backup/verify';
import { aManifest } from '../../backup/manifests';
import { MemoryStore } from '../../backup/memory-store';
import { storeBackup } from '../../backup/stored-backup';

/** The smallest files there are: header, end, no checksum. */
const EMPTY = Buffer.concat([Buffer.from('REDIS0010'), Buffer.from([0xff]), Buffer.alloc(8)]);
const DATABASE = Buffer.concat([Buffer.from('REDIS0010'), Buffer.from([0xfe, 0x00, 0xff]), Buffer.alloc(8)]);

describe.each([['one shard', 1], ['three shards', 3]])('a stored backup of %s', (_, shards) => {
  const snapshots = (first: Buffer, rest: Buffer): Buffer[] => [first, ...Array.from({ length: shards - 1 }, () => rest)];
  const store = new MemoryStore();

  test.each(DAMAGES)('$name is seen, and undone', async (damage) => {
    store.objects.clear();
    const older = await storeBackup(store, snapshots(EMPTY, EMPTY), { manifest: { id: '20261122T150203Z-4f3a91' } });
    const backup = await storeBackup(store, snapshots(DATABASE, EMPTY), {
      manifest: { id: '20261122T150303Z-5f3a91', createdAt: aManifest().createdAt },
    });
    const before = new Map(store.objects);
    const spoiler = new Spoiler(store);
    expect(await damage.inflict({ store, backup, older, random: new Random(3) }, spoiler)).toMatch(/2026/);
    const { ok, problems } = await verifyBackup(store, backup, { record: false });
    expect({ ok, problems }).toMatchObject({ ok: false });
    await spoiler.undo();
    expect(new Map([...store.objects].sort())).toEqual(new Map([...before].sort()));
  });
});

test('a store that keeps what is to be damaged ends the drill and says why', async () => {
  const store = new MemoryStore();
  const backup = await storeBackup(store, [EMPTY]);
  [...store.objects.keys()].forEach((key) => store.held.set(key, 'a legal hold'));
  const spoiler = new Spoiler(store);
  await expect(DAMAGES[0]!.inflict({ store, backup, older: backup, random: new Random(1) }, spoiler)).rejects.toThrow(/a legal hold.*without locks/);
});
