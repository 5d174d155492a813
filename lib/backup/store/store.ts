/** Something in a store, as a listing shows it. */
export interface StoredObject {
  /** Path below the store's root, with forward slashes, for example `cache/20261122T150203Z-4f3a91/manifest.json`. */
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** What has been put. */
export interface Put {
  readonly bytes: number;
  /** Of the bytes as they were stored, lower-case hexadecimal. */
  readonly sha256: string;
}

/** What came of a removal. */
export interface Removal {
  /** Nothing of it is left, in any version. */
  readonly removed: boolean;
  /** Why something of it stays, for people: a legal hold, a retention date; absent when nothing does. */
  readonly kept?: string;
}

/**
 * Where backups are. Objects are written once and never changed: whoever comes second is refused. Nothing of an object can be
 * seen under its key before all of it is there.
 */
export interface Store {
  /** `s3://bucket/prefix` or the path of a folder, as people typed it. */
  readonly url: string;
  /**
   * Streams an object into the store in constant memory. A body that throws, or an aborted signal, leaves nothing behind.
   *
   * @throws ObjectExists when there is one under that key
   */
  put(key: string, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Put>;
  /** Creates a small object unless there is one. @returns whether this call created it */
  create(key: string, content: Uint8Array): Promise<boolean>;
  /**
   * Streams an object out; ends it, or throws, when the store's connection breaks: never silently short.
   *
   * @throws ObjectMissing when there is none
   */
  read(key: string, signal?: AbortSignal): Promise<AsyncIterable<Uint8Array>>;
  /** Every object whose key begins so, in the order of their keys. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Removes an object and every earlier version of it, unless something holds it. */
  remove(key: string): Promise<Removal>;
  /**
   * What would keep an object, or an earlier version of it, from being removed; asks only.
   *
   * @returns for people: a legal hold, a retention date; undefined when nothing is known to hold it, or there is none
   * @throws when it may not be asked: then it cannot be told
   */
  holds(key: string): Promise<string | undefined>;
  close(): void;
}

/** There is no such object. */
export class ObjectMissing extends Error {
  constructor(url: string, public readonly key: string) {
    super(`${url} has no object ${key}`);
    this.name = 'ObjectMissing';
  }
}

/** Somebody has written that object already. */
export class ObjectExists extends Error {
  constructor(url: string, public readonly key: string) {
    super(`${url} already has an object ${key}; objects of backups are written once`);
    this.name = 'ObjectExists';
  }
}
