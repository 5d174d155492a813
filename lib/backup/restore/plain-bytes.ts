import { createHash } from 'node:crypto';
import { decode } from '../codec';
import type { BackupManifest, BackupShard } from '../manifest';
import { BackupDamaged } from '../manifest-file';
import { backupFolder } from '../names';
import { ObjectMissing, type Store } from '../store/store';

/**
 * A shard's snapshot as the server wrote it, streamed out of the store. Ends only when every byte, stored and decoded, was
 * what the manifest says: whoever has come to the end has the right ones.
 *
 * @throws BackupDamaged when they are not, or the object is missing; what the store throws when it cannot be read
 */
export async function* plainBytes(
  store: Store, manifest: BackupManifest, shard: BackupShard, signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const damaged = (...problems: string[]): BackupDamaged =>
    new BackupDamaged(manifest.deployment, manifest.id, problems.map((problem) => `${shard.object}: ${problem}`));
  const source = new Watched(await stored(store, manifest, shard, signal, damaged));
  const plain = new Tally();
  try {
    for await (const chunk of decode(shard.codec, source)) {
      plain.add(chunk);
      if (plain.bytes > shard.plainBytes) {
        // Damage can make a small object unfold without end.
        break;
      }
      yield chunk;
    }
  } catch (failure) {
    // What the store throws is trouble with the store; anything else that comes out of it cannot be decoded.
    throw source.failure === undefined ? damaged(`cannot be decoded (${(failure as Error).message})`) : explained(source.failure, damaged);
  }
  const wrong = [
    ...source.tally.problems('stored', shard.storedBytes, shard.storedSha256),
    ...plain.problems('decoded', shard.plainBytes, shard.plainSha256),
  ];
  if (wrong.length > 0) {
    throw damaged(...wrong);
  }
}

type Damaged = (problem: string) => BackupDamaged;

async function stored(
  store: Store, manifest: BackupManifest, shard: BackupShard, signal: AbortSignal | undefined, damaged: Damaged,
): Promise<AsyncIterable<Uint8Array>> {
  try {
    return await store.read(`${backupFolder(manifest.deployment, manifest.id)}${shard.object}`, signal);
  } catch (failure) {
    throw explained(failure, damaged);
  }
}

function explained(failure: unknown, damaged: Damaged): unknown {
  return failure instanceof ObjectMissing ? damaged('is not there') : failure;
}

/** What passes through: how much it is, and its hash. */
class Tally {
  public bytes = 0;
  private readonly hash = createHash('sha256');

  public add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.hash.update(chunk);
  }

  public problems(what: string, bytes: number, sha256: string): string[] {
    if (this.bytes !== bytes) {
      return [`${what} it has ${this.bytes > bytes ? 'more than' : `${this.bytes} bytes instead of`} ${bytes}`];
    }
    return this.hash.digest('hex') === sha256 ? [] : [`${what} its bytes are not those that were backed up (SHA-256)`];
  }
}

/** Counts what was stored, and tells a store that fails from bytes that cannot be decoded. */
class Watched implements AsyncIterable<Uint8Array> {
  public readonly tally = new Tally();
  public failure: unknown;

  constructor(private readonly body: AsyncIterable<Uint8Array>) {}

  public async* [Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.body) {
        this.tally.add(chunk);
        yield chunk;
      }
    } catch (failure) {
      this.failure = failure;
      throw failure;
    }
  }
}
