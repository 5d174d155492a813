import { RdbError } from './rdb-error';
import { LONGEST_STRING } from './strings';

/** What may stand around the longest string: an opcode, an expiry, lengths. */
const AROUND = 1024;

/**
 * A stretch of the file that is wanted in one piece, although it may come in several. Grows as bytes arrive, never by a
 * length that a file claims.
 */
export class Gathering {
  public active = false;
  /** Offset in the file of its first byte. */
  public from = 0;
  private parts: Buffer[] = [];
  private bytes = 0;

  public begin(offset: number): void {
    this.active = true;
    this.from = offset;
  }

  /** The piece that it is in ends. The bytes are copied. */
  public add(bytes: Buffer): void {
    this.bytes += bytes.length;
    if (this.bytes > LONGEST_STRING + AROUND) {
      throw new RdbError('a key or a library of more than 512 MB, which no server writes', this.from);
    }
    this.parts.push(Buffer.from(bytes));
  }

  /** All of it, with its last bytes; valid as long as those are. */
  public take(last: Buffer): Buffer {
    this.active = false;
    if (this.parts.length === 0) {
      return last;
    }
    const whole = Buffer.concat([...this.parts, last]);
    this.parts = [];
    this.bytes = 0;
    return whole;
  }
}
