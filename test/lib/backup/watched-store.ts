import { createHash } from 'node:crypto';
import { ObjectExists, ObjectMissing, type Put, type Removal, type Store, type StoredObject } from '../../../lib/backup/store/store';

/** A store in memory whose test is told about every piece of an object while it comes, and may take its time. */
export class WatchedStore implements Store {
  public readonly url = 'memory:';
  public readonly objects = new Map<string, { content: Buffer; modifiedAt: Date }>();
  /** Called with what has come of an object so far; the store takes the next piece when it has ended. */
  public onPiece?: (key: string, bytes: number) => Promise<void> | void;

  /** Keys of everything but leases, in their order. */
  public get keys(): string[] {
    return [...this.objects.keys()].filter((key) => !key.includes('/lease/')).sort();
  }

  public async put(key: string, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Put> {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const piece of body) {
      signal?.throwIfAborted();
      parts.push(Buffer.from(piece));
      bytes += piece.length;
      await this.onPiece?.(key, bytes);
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
      this.objects.set(key, { content: Buffer.from(content), modifiedAt: new Date() });
    }
    return isNew;
  }

  public async read(key: string): Promise<AsyncIterable<Uint8Array>> {
    const object = this.objects.get(key);
    if (object === undefined) {
      throw new ObjectMissing(this.url, key);
    }
    return (async function* (): AsyncGenerator<Uint8Array> { yield object.content; })();
  }

  public async* list(prefix: string): AsyncIterable<StoredObject> {
    for (const [key, { content, modifiedAt }] of [...this.objects].sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (key.startsWith(prefix)) {
        yield { key, bytes: content.length, modifiedAt };
      }
    }
  }

  public async remove(key: string): Promise<Removal> {
    this.objects.delete(key);
    return { removed: true };
  }

  public async holds(): Promise<undefined> {
    return undefined;
  }

  public close(): void {
    this.objects.clear();
  }
}
