import { Crc64 } from './crc64';
import { FIRST_CHECKSUMMED, type RdbHeader } from './header';
import type { RdbListener } from './listener';
import { RdbParser } from './parser';
import { RdbError } from './rdb-error';

/** What a file that is whole consists of. */
export interface RdbSummary extends RdbHeader {
  /** Length of the file. */
  readonly bytes: number;
  /** The checksum at its end, sixteen hexadecimal digits; zeros when the server computes none (`rdbchecksum no`). */
  readonly crc64: string;
  /** Whether the checksum was there and right. */
  readonly checksummed: boolean;
  /** Keys by database, those that have expired included; absent when not all of the file could be told apart. */
  readonly keys?: Record<string, number>;
  /** Keys with a time to live; absent as `keys` is. */
  readonly expires?: number;
  /** Names of function libraries. */
  readonly functions: string[];
  /** What the server noted about the file, for example `redis-ver`. */
  readonly aux: Record<string, string>;
  /** Why not all of it could be told apart: a value's type that is not known here. */
  readonly opaque?: string;
}

const CHECKSUM_BYTES = 8;
const NO_CHECKSUM = '0'.repeat(16);
/** Fields are a few dozen bytes; old servers kept scripts in them. */
const LONGEST_AUX = 1024;

/**
 * Checks an RDB file while it passes, in pieces of any size: its structure, its checksum, that it is whole; and counts what
 * is in it. Keeps a few dozen bytes, and a library or a key that a listener wants; never a value.
 *
 * ```ts
 * const scanner = new RdbScanner();
 * for await (const chunk of body) scanner.write(chunk);
 * const summary = scanner.end();
 * ```
 */
export class RdbScanner {
  private readonly parser: RdbParser;
  private readonly crc = new Crc64();
  private readonly functions: string[] = [];
  private readonly aux = new Map<string, string>();
  private bytes = 0;
  private trailer: Buffer = Buffer.alloc(0);
  private opaqueFrom = 0;
  private lastSummed = -1;

  public constructor(listener: RdbListener = {}) {
    this.parser = new RdbParser({
      header: listener.header?.bind(listener),
      key: listener.key?.bind(listener),
      sampled: listener.sampled,
      value: listener.value?.bind(listener),
      moduleData: listener.moduleData?.bind(listener),
      aux: (name, value, record) => {
        if (name.length + value.length <= LONGEST_AUX) {
          this.aux.set(name, value);
        }
        listener.aux?.(name, value, record);
      },
      library: (name, source, record) => {
        this.functions.push(name);
        listener.library?.(name, source, record);
      },
      opaque: (reason, offset) => {
        this.opaqueFrom = offset;
        listener.opaque?.(reason, offset);
      },
    });
  }

  /**
   * @throws RdbError with the byte at which the file stops being one; the scanner is of no more use then. Errors of the
   * listener pass through.
   */
  public write(chunk: Uint8Array): void {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const { records } = this.parser;
    const inside = records.ended ? 0 : records.opaque ? bytes.length : this.parser.write(bytes);
    this.bytes += bytes.length;
    if (records.opaque) {
      this.sumAllButLast(bytes);
      return;
    }
    this.crc.update(inside === bytes.length ? bytes : bytes.subarray(0, inside));
    if (inside < bytes.length) {
      this.trailer = Buffer.concat([this.trailer, bytes.subarray(inside, inside + CHECKSUM_BYTES + 1)]);
      const over = this.trailer.length - this.trailerBytes;
      if (over > 0) {
        throw new RdbError('bytes follow its end: it is more than one file, or not copied as it was', this.bytes - over);
      }
    }
  }

  /** @throws RdbError when the file is not whole or its checksum is not that of its bytes */
  public end(): RdbSummary {
    const { header, records } = this.parser;
    const whole = records.opaque
      ? this.lastSummed === 0xff && this.bytes > this.opaqueFrom + CHECKSUM_BYTES + 1
      : records.ended && this.trailer.length === this.trailerBytes;
    if (!header || !whole) {
      throw new RdbError(this.bytes === 0 ? 'it is empty' : 'it ends here, in the middle: it is not whole', this.bytes);
    }
    const crc64 = this.trailer.length > 0 ? Buffer.from(this.trailer).reverse().toString('hex') : NO_CHECKSUM;
    const checksummed = crc64 !== NO_CHECKSUM;
    if (checksummed && crc64 !== this.crc.digest()) {
      const computed = this.crc.digest();
      throw new RdbError(`its checksum is ${crc64}, that of its bytes ${computed}: it is damaged`, this.bytes - CHECKSUM_BYTES);
    }
    records.count();
    return {
      ...header, bytes: this.bytes, crc64, checksummed, functions: this.functions, aux: Object.fromEntries(this.aux),
      ...(records.opaque ? { opaque: records.opaque } : { keys: Object.fromEntries(records.keys), expires: records.expires }),
    };
  }

  private get trailerBytes(): number {
    return (this.parser.header?.version ?? 0) >= FIRST_CHECKSUMMED ? CHECKSUM_BYTES : 0;
  }

  /** Where the file ends is not known before it has: the last bytes may be the checksum. */
  private sumAllButLast(bytes: Buffer): void {
    const all = Buffer.concat([this.trailer, bytes]);
    const most = Math.max(0, all.length - this.trailerBytes);
    if (most > 0) {
      this.crc.update(all.subarray(0, most));
      this.lastSummed = all[most - 1]!;
    }
    this.trailer = all.subarray(most);
  }
}
