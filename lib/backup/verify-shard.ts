import { createHash, type Hash } from 'node:crypto';
import { RdbScanner, type RdbSummary } from '../rdb';
import { decode } from './codec';
import type { BackupShard } from './manifest';
import { ObjectMissing, type Store } from './store/store';

/** Bytes that passed, and their fingerprint. */
class Tally {
  public bytes = 0;
  private readonly hash: Hash = createHash('sha256');

  public add(chunk: Uint8Array): void {
    this.bytes += chunk.length;
    this.hash.update(chunk);
  }

  public result(): { readonly bytes: number; readonly sha256: string } {
    return { bytes: this.bytes, sha256: this.hash.digest('hex') };
  }
}

interface Reading {
  readonly signal?: AbortSignal;
  /** Told how many stored bytes have been read since it was last called. */
  readonly progress?: (bytes: number) => void;
}

/** What is in an object, whatever that is. */
interface Found {
  readonly stored: { readonly bytes: number; readonly sha256: string };
  readonly plain?: { readonly bytes: number; readonly sha256: string };
  readonly rdb?: RdbSummary;
  /** Why it could not be decoded, or is no snapshot that is whole. */
  readonly complaint?: string;
}

/**
 * Reads one shard's object from first to last byte and compares all of it with the manifest. Memory stays flat.
 *
 * @param others of the same backup, to recognise one of them in this one's place
 * @returns every difference, for people; empty when there is none. Damage never makes it throw
 * @throws what the store throws that has the object and cannot be read: that says nothing about the backup
 */
export async function shardProblems(
  store: Store, folder: string, shard: BackupShard, others: readonly BackupShard[], { signal, progress }: Reading = {},
): Promise<string[]> {
  let found: Found;
  try {
    found = await examined(store, `${folder}${shard.object}`, shard, { signal, progress });
  } catch (failure) {
    signal?.throwIfAborted();
    if (failure instanceof ObjectMissing) {
      return [`${shard.object} is missing`];
    }
    throw failure;
  }
  return differences(shard, found, others).map((difference) => `${shard.object} ${difference}`);
}

async function examined(store: Store, key: string, shard: BackupShard, { signal, progress }: Reading): Promise<Found> {
  const stored = new Tally();
  const plain = new Tally();
  const scan = new Scan();
  const stop = new AbortController();
  const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  // Told apart from what a decoder says about bytes it was given.
  let unreadable: unknown;
  let passingOn = false;
  const tallied = async function* tallied(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of body) {
        signal?.throwIfAborted();
        stored.add(chunk);
        progress?.(chunk.length);
        passingOn = true;
        yield chunk;
        passingOn = false;
      }
    } catch (failure) {
      // A decoder that gives up may throw its own error in here, at the yield.
      unreadable ??= passingOn ? undefined : failure;
      throw failure;
    }
  };
  const body = await store.read(key, either);
  try {
    for await (const chunk of decode(shard.codec, tallied(body))) {
      plain.add(chunk);
      scan.write(chunk);
      if (plain.bytes > shard.plainBytes) {
        // No more than a manifest says is ever unpacked: damage can make a small file expand without end.
        throw new Error(`it decodes to more than the ${shard.plainBytes} bytes the manifest says`);
      }
    }
  } catch (failure) {
    signal?.throwIfAborted();
    if (unreadable !== undefined) {
      throw unreadable instanceof Error ? unreadable : new Error(message(unreadable));
    }
    stop.abort();
    // The decoder stopped somewhere in the middle; what the object holds as a whole says more than where.
    return { stored: await tallyOf(store, key, signal), complaint: `cannot be decoded: ${message(failure)}` };
  }
  const { rdb, complaint } = scan.end();
  return { stored: stored.result(), plain: plain.result(), rdb, complaint };
}

/** Goes on after the first complaint: lengths and fingerprints of all of it are wanted. */
class Scan {
  private readonly scanner = new RdbScanner();
  private complaint?: string;

  public write(chunk: Uint8Array): void {
    this.attempt(() => this.scanner.write(chunk));
  }

  public end(): { rdb?: RdbSummary; complaint?: string } {
    const rdb = this.attempt(() => this.scanner.end());
    return { rdb, complaint: this.complaint };
  }

  private attempt<T>(work: () => T): T | undefined {
    if (this.complaint !== undefined) {
      return undefined;
    }
    try {
      return work();
    } catch (failure) {
      this.complaint = `is no snapshot in order: ${message(failure)}`;
      return undefined;
    }
  }
}

async function tallyOf(store: Store, key: string, signal?: AbortSignal): Promise<Found['stored']> {
  const tally = new Tally();
  for await (const chunk of await store.read(key, signal)) {
    tally.add(chunk);
  }
  return tally.result();
}

function differences(
  shard: BackupShard, { stored, plain, rdb, complaint }: Found, others: readonly BackupShard[],
): string[] {
  const twin = others.find(({ storedSha256 }) => storedSha256 === stored.sha256);
  const asStored = shard.storedSha256 === stored.sha256;
  return [
    ...(asStored || !twin ? [] : [`holds what belongs to shard ${twin.shard} (${twin.object}): the objects were swapped`]),
    ...unequal('stored bytes', stored.bytes, shard.storedBytes),
    ...unequal('SHA-256 as stored', stored.sha256, shard.storedSha256),
    ...(complaint === undefined ? [] : [complaint]),
    ...(plain === undefined ? [] : [
      ...unequal('decoded bytes', plain.bytes, shard.plainBytes),
      ...unequal('SHA-256 decoded', plain.sha256, shard.plainSha256),
    ]),
    ...(rdb === undefined ? [] : [
      ...unequal('format', `${rdb.magic} ${rdb.version}`, `${shard.rdbMagic} ${shard.rdbVersion}`),
      ...unequal('CRC64', rdb.crc64, shard.crc64),
      ...countsDiffer(rdb, shard),
      ...unequal('function libraries', names(rdb.functions), names(shard.functions)),
    ]),
  ];
}

/** A version that knew fewer types could not count; what it did not count is not compared. */
function countsDiffer({ keys, expires }: RdbSummary, shard: BackupShard): string[] {
  return shard.keys === undefined || keys === undefined ? []
    : [...unequal('keys', counts(keys), counts(shard.keys)), ...unequal('keys with a time to live', expires, shard.expires ?? expires)];
}

/** Keys by database as text; a database without keys is as good as none. */
export function counts(keys: Record<string, number>): string {
  const filled = Object.entries(keys).filter(([, count]) => count > 0).sort(([a], [b]) => Number(a) - Number(b));
  return filled.length === 0 ? 'none' : filled.map(([database, count]) => `${count} in db ${database}`).join(', ');
}

/** Names in one order, as text. */
export function names(given: readonly string[]): string {
  return given.length === 0 ? 'none' : [...given].sort().join(', ');
}

function unequal(what: string, found: string | number | undefined, expected: string | number | undefined): string[] {
  return found === expected ? [] : [`has ${what} ${found}; the manifest says ${expected}`];
}

function message(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
