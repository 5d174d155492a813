import { open, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { abortable } from './abortable';
import { publishFile, removeEmptyFolders } from './directory-draft';
import { codeOf, directoryError } from './directory-errors';
import { filesBelow } from './directory-files';
import { checkKey, checkPrefix } from './object-key';
import type { Leftover, OpenedStore } from './opened-store';
import { ObjectExists, ObjectMissing, type Put, type Removal, type StoredObject } from './store';

const CHUNK = 256 * 1024;
const DAY_MS = 24 * 3600 * 1000;

export interface DirectoryOptions {
  /** Publish by hard link; where the file system has none it is done by a claim and a rename anyway. @default true */
  readonly hardLinks?: boolean;
}

/**
 * Backups in a folder, made with the first object. Folders are for their owner alone (0700), files too (0600). An object is
 * written beside its place as a draft and gets its name when all of it is on the disk; drafts that nobody has written to for a
 * day are removed when the next object of that deployment (the first part of the key) is put.
 */
export class DirectoryStore implements OpenedStore {
  public readonly url: string;
  private readonly root: string;
  private readonly tidied = new Set<string>();

  constructor(folder: string, private readonly options: DirectoryOptions = {}) {
    this.root = path.resolve(folder);
    this.url = this.root;
  }

  public async put(key: string, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Put> {
    checkKey(key);
    if (await this.sizeOf(key) !== undefined) {
      throw new ObjectExists(this.url, key);
    }
    await this.tidy(key);
    const put = await this.publish(key, abortable(body, signal));
    if (!put) {
      throw new ObjectExists(this.url, key);
    }
    return put;
  }

  public async create(key: string, content: Uint8Array): Promise<boolean> {
    checkKey(key);
    return await this.publish(key, once(content)) !== undefined;
  }

  public async read(key: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>> {
    checkKey(key);
    const bytes = await this.sizeOf(key);
    if (bytes === undefined) {
      throw new ObjectMissing(this.url, key);
    }
    return this.chunksOf(key, bytes, signal);
  }

  public async* list(prefix: string): AsyncGenerator<StoredObject> {
    checkPrefix(prefix);
    try {
      for await (const file of filesBelow(this.root, prefix)) {
        if (!file.draft) {
          yield { key: file.key, bytes: file.bytes, modifiedAt: file.modifiedAt };
        }
      }
    } catch (error) {
      throw directoryError(error, `list ${this.root}`);
    }
  }

  public async remove(key: string): Promise<Removal> {
    checkKey(key);
    const file = path.join(this.root, key);
    try {
      await unlink(file);
    } catch (error) {
      if (codeOf(error) === 'EPERM') {
        return { removed: false, kept: `${file} must not be removed: it is immutable (chattr -i), or its folder belongs to another user` };
      }
      if (codeOf(error) !== 'ENOENT') {
        throw directoryError(error, `remove ${file}`);
      }
    }
    await removeEmptyFolders(path.dirname(file), this.root);
    return { removed: true };
  }

  /** A folder has no locks that could be asked for beforehand. */
  public async holds(key: string): Promise<string | undefined> {
    checkKey(key);
    return undefined;
  }

  public async abortLeftovers(prefix: string, olderThan: Date): Promise<Leftover[]> {
    checkPrefix(prefix);
    const taken: Leftover[] = [];
    try {
      for await (const file of filesBelow(this.root, prefix)) {
        if (file.draft && file.modifiedAt < olderThan) {
          await unlink(file.path).catch(unlessGone);
          await removeEmptyFolders(path.dirname(file.path), this.root);
          taken.push({ key: file.key, startedAt: file.modifiedAt });
        }
      }
    } catch (error) {
      throw directoryError(error, `remove old drafts from ${this.root}`);
    }
    return taken;
  }

  public close(): void {
    // Nothing is open between calls.
  }

  private async publish(key: string, body: AsyncIterable<Uint8Array>): Promise<Put | undefined> {
    const source = new WatchedBody(body);
    try {
      return await publishFile(path.join(this.root, key), this.root, source, this.options.hardLinks);
    } catch (error) {
      throw source.failed ? error : directoryError(error, `write ${path.join(this.root, key)}`);
    }
  }

  private async sizeOf(key: string): Promise<number | undefined> {
    try {
      const found = await stat(path.join(this.root, key));
      return found.isFile() ? found.size : undefined;
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') {
        return undefined;
      }
      throw directoryError(error, `read ${path.join(this.root, key)}`);
    }
  }

  /** Opened only when somebody reads: one that never does would leave a file open. */
  private async* chunksOf(key: string, bytes: number, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
    const file = path.join(this.root, key);
    const failed = (error: unknown): never => {
      throw codeOf(error) === 'ENOENT' ? new ObjectMissing(this.url, key) : directoryError(error, `read ${file}`);
    };
    const handle = await open(file, 'r').catch(failed);
    try {
      for (let position = 0; position < bytes;) {
        signal?.throwIfAborted();
        const chunk = Buffer.allocUnsafe(Math.min(CHUNK, bytes - position));
        const { bytesRead } = await handle.read(chunk, 0, chunk.length, position).catch(failed);
        if (bytesRead === 0) {
          throw new Error(`${file} became shorter while it was read: ${position} of ${bytes} bytes are left`);
        }
        position += bytesRead;
        yield chunk.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  }

  /** Once for each deployment: what killed processes left is no reason to fail. */
  private async tidy(key: string): Promise<void> {
    const deployment = key.slice(0, key.indexOf('/') + 1);
    if (deployment !== '' && !this.tidied.has(deployment)) {
      this.tidied.add(deployment);
      await this.abortLeftovers(deployment, new Date(Date.now() - DAY_MS)).catch(() => undefined);
    }
  }
}

/** Tells an error of the body from one of the disk. */
class WatchedBody implements AsyncIterable<Uint8Array> {
  public failed = false;

  constructor(private readonly body: AsyncIterable<Uint8Array>) {}

  public async* [Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      yield* this.body;
    } catch (error) {
      this.failed = true;
      throw error;
    }
  }
}

function unlessGone(error: unknown): void {
  if (codeOf(error) !== 'ENOENT') {
    throw error;
  }
}

async function* once(content: Uint8Array): AsyncGenerator<Uint8Array> {
  yield content;
}
