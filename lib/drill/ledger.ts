import { keySlot } from '../cluster';

/** What became of a write. */
export enum Outcome {
  PENDING = 0,
  ACKNOWLEDGED = 1,
  /** Refused, timed out or never sent: the client was told that it may not have happened. */
  FAILED = 2,
}

/** One write, as the ledger remembers it. Times are milliseconds since the epoch. */
export interface LedgerEntry {
  readonly index: number;
  /** Number of the writer, see `Ledger.writers`. */
  readonly writer: number;
  /** Counts up per writer, from 1. */
  readonly sequence: number;
  /** True for an overwrite of the writer's counter key, false for a key of its own. */
  readonly counter: boolean;
  readonly issuedAt: number;
  /** When it was acknowledged or failed; 0 while pending. */
  readonly endedAt: number;
  readonly outcome: Outcome;
  /** Number of the node that had the connection, or that acknowledged it; see `Ledger.endpoints`. */
  readonly endpoint: number;
  /** Shard that had the key's slot when the load began; 0 where there are no shards. */
  readonly shard: number;
}

/** A writer, as the ledger knows it. */
export interface LedgerWriter {
  readonly name: string;
  /** True for a client that stays with one node's address whatever happens. */
  readonly pinned: boolean;
}

const CHUNK = 16384;

class Chunk {
  public readonly issued = new Float64Array(CHUNK);
  public readonly ended = new Float64Array(CHUNK);
  public readonly sequence = new Uint32Array(CHUNK);
  public readonly writer = new Uint8Array(CHUNK);
  public readonly outcome = new Uint8Array(CHUNK);
  public readonly endpoint = new Uint8Array(CHUNK);
  public readonly counter = new Uint8Array(CHUNK);
  public readonly shard = new Uint8Array(CHUNK);
}

/**
 * Every write a drill sent: about 26 bytes each, so that a minute at ten
 * thousand a second stays in a few tens of megabytes. Keys and values are
 * computed from the entry and not kept.
 */
export class Ledger {
  public readonly writers: LedgerWriter[] = [];
  /** Names of nodes, in the order they were first written to. */
  public readonly endpoints: string[] = [];
  /** Shard by slot when the load began; set before the first write, absent where there are no shards. */
  public homes: Uint8Array | undefined;
  private readonly chunks: Chunk[] = [];
  private readonly sequences: number[] = [];
  private count = 0;

  /**
   * @param run distinguishes the keys of this run from those of others
   * @param valueBytes values are padded to this size
   */
  constructor(public readonly run: string, public readonly valueBytes = 64) {}

  /** Shards in ascending order; one shard 0 where there are none. */
  public get shards(): number[] {
    return this.homes === undefined ? [0] : [...new Set(this.homes)].sort((a, b) => a - b);
  }

  public get size(): number {
    return this.count;
  }

  public addWriter(name: string, pinned = false): number {
    if (this.writers.length > 255) {
      throw new Error('a ledger holds at most 256 writers');
    }
    this.sequences.push(0);
    return this.writers.push({ name, pinned }) - 1;
  }

  public endpointNumber(name: string): number {
    const known = this.endpoints.indexOf(name);
    return known >= 0 ? known : this.endpoints.push(name) - 1;
  }

  /** @returns the index to end the write with */
  public issue(writer: number, endpoint: number, at: number, counter = false): number {
    const index = this.count;
    const slot = index % CHUNK;
    if (slot === 0) {
      this.chunks.push(new Chunk());
    }
    const chunk = this.chunks[this.chunks.length - 1]!;
    this.sequences[writer]! += 1;
    chunk.issued[slot] = at;
    chunk.sequence[slot] = this.sequences[writer]!;
    chunk.writer[slot] = writer;
    chunk.endpoint[slot] = endpoint;
    chunk.counter[slot] = counter ? 1 : 0;
    this.count += 1;
    if (this.homes !== undefined) {
      chunk.shard[slot] = this.homes[keySlot(this.key(this.entry(index)))]!;
    }
    return index;
  }

  /** @param endpoint the node that acknowledged it. @default - the one that had the connection when it was issued */
  public acknowledge(index: number, at: number, endpoint?: number): void {
    this.end(index, at, Outcome.ACKNOWLEDGED, endpoint);
  }

  public fail(index: number, at: number): void {
    this.end(index, at, Outcome.FAILED);
  }

  public entry(index: number): LedgerEntry {
    if (index < 0 || index >= this.count) {
      throw new RangeError(`no entry ${index} in a ledger of ${this.count}`);
    }
    const chunk = this.chunks[Math.floor(index / CHUNK)]!;
    const slot = index % CHUNK;
    return {
      index,
      writer: chunk.writer[slot]!,
      sequence: chunk.sequence[slot]!,
      counter: chunk.counter[slot] === 1,
      issuedAt: chunk.issued[slot]!,
      endedAt: chunk.ended[slot]!,
      outcome: chunk.outcome[slot]!,
      endpoint: chunk.endpoint[slot]!,
      shard: chunk.shard[slot]!,
    };
  }

  public* entries(): IterableIterator<LedgerEntry> {
    for (let index = 0; index < this.count; index += 1) {
      yield this.entry(index);
    }
  }

  public key(entry: LedgerEntry): string {
    const prefix = `drill:${this.run}:${this.writers[entry.writer]!.name}`;
    return entry.counter ? `${prefix}:counter` : `${prefix}:${entry.sequence}`;
  }

  /** A counter holds the sequence number of its last write, any other key a value that no other write has. */
  public value(entry: LedgerEntry): string {
    return entry.counter
      ? String(entry.sequence)
      : `${this.run}/${entry.writer}/${entry.sequence}/`.padEnd(this.valueBytes, '.');
  }

  private end(index: number, at: number, outcome: Outcome, endpoint?: number): void {
    const chunk = this.chunks[Math.floor(index / CHUNK)]!;
    const slot = index % CHUNK;
    if (chunk.outcome[slot] !== Outcome.PENDING) {
      return;
    }
    chunk.ended[slot] = at;
    chunk.outcome[slot] = outcome;
    chunk.endpoint[slot] = endpoint ?? chunk.endpoint[slot]!;
  }
}
