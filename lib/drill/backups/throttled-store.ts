import type { Put, Store } from '../../backup/store/store';
import { sleep } from '../clock';

/** A store behind a slow line: what is put into it arrives at that rate, all objects together. The rest is as fast as it was. */
export class ThrottledStore implements Store {
  public readonly url: string;
  public readonly create: Store['create'];
  public readonly read: Store['read'];
  public readonly list: Store['list'];
  public readonly remove: Store['remove'];
  public readonly holds: Store['holds'];
  /** Bytes that have been put so far. */
  public passed = 0;
  private readyAt = 0;

  constructor(private readonly store: Store, private readonly bytesPerSecond: number) {
    this.url = store.url;
    this.create = (key, content) => store.create(key, content);
    this.read = (key, signal) => store.read(key, signal);
    this.list = (prefix) => store.list(prefix);
    this.remove = (key) => store.remove(key);
    this.holds = (key) => store.holds(key);
  }

  public put(key: string, body: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<Put> {
    return this.store.put(key, this.slowly(body), signal);
  }

  /** The store itself belongs to the drill. */
  public close(): void {}

  private async* slowly(body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
    for await (const chunk of body) {
      const now = Date.now();
      this.readyAt = Math.max(now, this.readyAt) + chunk.length / this.bytesPerSecond * 1000;
      await sleep(this.readyAt - now);
      this.passed += chunk.length;
      yield chunk;
    }
  }
}
