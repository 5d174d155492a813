import { createHash } from 'node:crypto';
import { ObjectExists, ObjectMissing, type Put, type Removal, type Store, type StoredObject } from '../../../lib/backup/store/store';

/** A store that tests can damage. */
export class MemoryStore implements Store {
  public readonly url = 'memory';
  public readonly objects = new Map<string, Buffer>();
  /** Keys that something holds, with the reason. */
  public readonly held = new Map<string, string>();
  /** What was asked, in order. */
  public readonly heard: string[] = [];

  public async put(key: string, body: AsyncIterable<Uint8Array>): Promise<Put> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of body) {
      chunks.push(chunk);
    }
    const content = Buffer.concat(chunks);
    if (!(await this.create(key, content))) {
      throw new ObjectExists(this.url, key);
    }
    return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  }

  public async create(key: string, content: Uint8Array): Promise<boolean> {
    this.heard.push(`create ${key}`);
    if (this.objects.has(key)) {
      return false;
    }
    this.objects.set(key, Buffer.from(content));
    return true;
  }

  public async read(key: string): Promise<AsyncIterable<Uint8Array>> {
    this.heard.push(`read ${key}`);
    const content = this.objects.get(key);
    if (content === undefined) {
      throw new ObjectMissing(this.url, key);
    }
    return (async function* chunks() {
      for (let at = 0; at < content.length; at += 1000) {
        yield content.subarray(at, at + 1000);
      }
    })();
  }

  public async* list(prefix: string): AsyncIterable<StoredObject> {
    for (const key of [...this.objects.keys()].filter((one) => one.startsWith(prefix)).sort()) {
      yield { key, bytes: this.objects.get(key)!.length, modifiedAt: new Date(0) };
    }
  }

  public async remove(key: string): Promise<Removal> {
    this.heard.push(`remove ${key}`);
    const kept = this.held.get(key);
    if (kept !== undefined) {
      return { removed: false, kept };
    }
    this.objects.delete(key);
    return { removed: true };
  }

  public close(): void {
    this.heard.push('close');
  }
}
