import { createHash } from 'node:crypto';
import { beganAt } from '../../../lib/backup/names';
import { ObjectExists, ObjectMissing, type Put, type Removal, type Store, type StoredObject } from '../../../lib/backup/store/store';

/** A store in memory that keeps what a real one promises: nothing of an object before all of it is there. */
export class MemoryStore implements Store {
  public readonly url = 'memory:';
  public readonly objects = new Map<string, Buffer>();
  /** Milliseconds it takes for each piece it is given; a slow network. */
  public slowness = 0;
  /** Called with what has come of an object so far. */
  public onPiece?: (key: string, bytes: number) => Promise<void> | void;
  /** The store's own stamps. An object that has none was written when its backup began. */
  public readonly stamps = new Map<string, Date>();
  /** Keys that something holds, with the reason. */
  public readonly held = new Map<string, string>();
  /** Keys that were to be removed, in order. */
  public readonly removals: string[] = [];

  public async put(key: string, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Put> {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const piece of body) {
      signal?.throwIfAborted();
      parts.push(Buffer.from(piece));
      bytes += piece.length;
      await this.onPiece?.(key, bytes);
      if (this.slowness > 0) {
        await new Promise((resolve) => setTimeout(resolve, this.slowness));
      }
    }
    const content = Buffer.concat(parts);
    if (!await this.create(key, content)) {
      throw new ObjectExists(this.url, key);
    }
    return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  }

  public async create(key: string, content: Uint8Array): Promise<boolean> {
    const isNew = !this.objects.has(key);
    if (isNew) {
      this.objects.set(key, Buffer.from(content));
    }
    return isNew;
  }

  public async read(key: string): Promise<AsyncIterable<Uint8Array>> {
    const content = this.objects.get(key);
    if (content === undefined) {
      throw new ObjectMissing(this.url, key);
    }
    return (async function* (): AsyncGenerator<Uint8Array> { yield content; })();
  }

  public async* list(prefix: string): AsyncIterable<StoredObject> {
    for (const key of [...this.objects.keys()].sort().filter((each) => each.startsWith(prefix))) {
      yield { key, bytes: this.objects.get(key)!.length, modifiedAt: this.stamps.get(key) ?? beganAt(key.split('/')[1] ?? '') ?? new Date(0) };
    }
  }

  public async remove(key: string): Promise<Removal> {
    this.removals.push(key);
    const kept = this.held.get(key);
    if (kept !== undefined) {
      return { removed: false, kept };
    }
    this.objects.delete(key);
    return { removed: true };
  }

  public async holds(key: string): Promise<string | undefined> {
    return this.held.get(key);
  }

  public close(): void {
    this.objects.clear();
  }
}
