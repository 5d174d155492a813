import { RdbError } from './rdb-error';

/** No head is longer: that of a compressed string has 19 bytes, with a module's mark before it 28. */
export const LONGEST_HEAD = 32;
const UNREAD = -1;
export const NOT_WHOLE = UNREAD;

/**
 * Reads what stands before bytes and says how many they are. Every method returns where that ends, or NOT_WHOLE when the
 * bytes do not reach so far, and leaves the number in `value`.
 */
export class Heads {
  public value = 0;
  /** Whether a module's part was its end. */
  public last = false;

  /** A plain number in 1, 2, 5 or 9 bytes. Above 2^53 it is not exact, which counts for none that is used. */
  public length(bytes: Buffer, at: number, end: number, origin: number): number {
    if (at >= end) {
      return UNREAD;
    }
    const first = bytes[at]!;
    if (first < 64) {
      this.value = first;
      return at + 1;
    }
    if (first < 128) {
      if (at + 2 > end) {
        return UNREAD;
      }
      this.value = ((first & 63) << 8) | bytes[at + 1]!;
      return at + 2;
    }
    return this.longLength(bytes, at, end, origin);
  }

  /** A string; `value` is how many bytes of it follow. */
  public string(bytes: Buffer, at: number, end: number, origin: number): number {
    const first = bytes[at]!;
    if (first < 0xc0) {
      const next = this.length(bytes, at, end, origin);
      return next === UNREAD ? next : this.checked(next, at, origin);
    }
    if (first > 0xc3) {
      throw new RdbError(`a string begins with 0x${first.toString(16)}, which no string does`, origin + at);
    }
    if (first < 0xc3) {
      this.value = 1 << (first - 0xc0);
      return at + 1;
    }
    const packed = this.length(bytes, at + 1, end, origin);
    const size = packed === UNREAD ? packed : this.checked(packed, at, origin);
    const bytesPacked = this.value;
    const next = size === UNREAD ? size : this.length(bytes, size, end, origin);
    this.value = bytesPacked;
    return next;
  }

  /** A number as text of that length; three lengths stand for the infinities and for no number. */
  public double(bytes: Buffer, at: number): number {
    const first = bytes[at]!;
    this.value = first >= 253 ? 0 : first;
    return at + 1;
  }

  /** One part of what a module wrote. */
  public modulePart(bytes: Buffer, at: number, end: number, origin: number): number {
    const next = this.length(bytes, at, end, origin);
    this.last = false;
    if (next === UNREAD) {
      return next;
    }
    const kind = this.value;
    this.value = 0;
    switch (kind) {
      case 0:
        this.last = true;
        return next;
      case 1: case 2: {
        const after = this.length(bytes, next, end, origin);
        this.value = 0;
        return after;
      }
      case 3:
        this.value = 4;
        return next;
      case 4:
        this.value = 8;
        return next;
      case 5:
        return next < end ? this.string(bytes, next, end, origin) : UNREAD;
      default:
        throw new RdbError(`a module's value has a part of kind ${kind}, which is none`, origin + at);
    }
  }

  private longLength(bytes: Buffer, at: number, end: number, origin: number): number {
    const first = bytes[at]!;
    if (first === 0x80) {
      if (at + 5 > end) {
        return UNREAD;
      }
      this.value = bytes.readUInt32BE(at + 1);
      return at + 5;
    }
    if (first !== 0x81) {
      throw new RdbError(`a length begins with 0x${first.toString(16)}, which no length does`, origin + at);
    }
    if (at + 9 > end) {
      return UNREAD;
    }
    this.value = bytes.readUInt32BE(at + 1) * 2 ** 32 + bytes.readUInt32BE(at + 5);
    return at + 9;
  }

  private checked(next: number, at: number, origin: number): number {
    if (this.value > Number.MAX_SAFE_INTEGER) {
      throw new RdbError('a string says it is longer than anything can be', origin + at);
    }
    return next;
  }
}
