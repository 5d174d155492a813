import type { BackupManifest } from '../../backup/manifest';
import { backupFolder, MANIFEST_OBJECT } from '../../backup/names';
import type { Store } from '../../backup/store/store';
import type { Random } from '../random';

/** What is damaged, and what of. */
export interface Site {
  readonly store: Store;
  /** The backup that is damaged. */
  readonly backup: BackupManifest;
  /** Another one of the same deployment, older and in order. */
  readonly older: BackupManifest;
  readonly random: Random;
}

/** One way a stored backup can go bad. */
export interface Damage {
  readonly name: string;
  /** Only the bytes show it: every object is there in full length. */
  readonly hidden: boolean;
  /** @returns what it did, in words */
  inflict(site: Site, spoiler: Spoiler): Promise<string>;
}

/** Changes what is never changed, and puts it back. */
export class Spoiler {
  private readonly saved = new Map<string, Buffer>();

  constructor(private readonly store: Store) {}

  public async content(key: string): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of await this.store.read(key)) {
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  public async remove(key: string): Promise<void> {
    const before = await this.content(key);
    const { removed, kept } = await this.store.remove(key);
    if (!removed) {
      throw new Error(`${this.store.url} keeps ${key} (${kept}), so nothing in it can be damaged: use a store without locks for this drill`);
    }
    if (!this.saved.has(key)) {
      this.saved.set(key, before);
    }
  }

  public async overwrite(key: string, content: Uint8Array): Promise<void> {
    await this.remove(key);
    await this.store.create(key, content);
  }

  public async undo(): Promise<void> {
    for (const [key, content] of this.saved) {
      await this.store.remove(key).catch(() => undefined);
      await this.store.create(key, content);
    }
    this.saved.clear();
  }
}

/** Every damage of the drill. */
export const DAMAGES: Damage[] = [
  {
    name: 'a flipped bit', hidden: true,
    async inflict({ backup, random }, spoiler) {
      const key = objectOf(backup, random);
      const content = Buffer.from(await spoiler.content(key));
      const [at, bit] = [random.whole(0, content.length - 1), random.whole(0, 7)];
      content[at]! ^= 1 << bit;
      await spoiler.overwrite(key, content);
      return `bit ${bit} of byte ${at} of ${key} flipped`;
    },
  },
  {
    name: 'swapped objects', hidden: false,
    async inflict({ backup, older, random }, spoiler) {
      const [first, second] = backup.shards.length > 1 ? random.shuffle(backup.shards) : [backup.shards[0]!];
      const own = keyOf(backup, first!.object);
      // Where there is one shard only, that of another backup is in its place.
      const other = second === undefined ? keyOf(older, older.shards[0]!.object) : keyOf(backup, second.object);
      const [mine, theirs] = [await spoiler.content(own), await spoiler.content(other)];
      await spoiler.overwrite(own, theirs);
      if (second !== undefined) {
        await spoiler.overwrite(other, mine);
      }
      return second === undefined ? `${own} replaced by ${other}` : `${own} and ${other} swapped`;
    },
  },
  {
    name: 'a truncated object', hidden: false,
    async inflict({ backup, random }, spoiler) {
      const key = objectOf(backup, random);
      const content = await spoiler.content(key);
      const length = random.whole(0, content.length - 1);
      await spoiler.overwrite(key, content.subarray(0, length));
      return `${key} cut off after ${length} of ${content.length} bytes`;
    },
  },
  {
    name: 'a missing object', hidden: false,
    async inflict({ backup, random }, spoiler) {
      const key = objectOf(backup, random);
      await spoiler.remove(key);
      return `${key} removed`;
    },
  },
  {
    name: 'a stale manifest', hidden: false,
    async inflict({ backup, older }, spoiler) {
      await spoiler.overwrite(keyOf(backup, MANIFEST_OBJECT), await spoiler.content(keyOf(older, MANIFEST_OBJECT)));
      return `the manifest of ${older.id} put in the place of its own`;
    },
  },
  {
    name: 'a flipped bit in the manifest', hidden: false,
    async inflict({ backup, random }, spoiler) {
      const key = keyOf(backup, MANIFEST_OBJECT);
      const content = Buffer.from(await spoiler.content(key));
      const at = random.whole(0, content.length - 1);
      content[at]! ^= 1 << random.whole(0, 7);
      await spoiler.overwrite(key, content);
      return `a bit of byte ${at} of ${key} flipped`;
    },
  },
];

function keyOf({ deployment, id }: BackupManifest, name: string): string {
  return `${backupFolder(deployment, id)}${name}`;
}

function objectOf(backup: BackupManifest, random: Random): string {
  return keyOf(backup, random.pick(backup.shards).object);
}
