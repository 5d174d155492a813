import { decompressLzf } from './lzf';
import { RdbError } from './rdb-error';

/** Longest string a server takes by default (`proto-max-bulk-len`); a key or a library that is longer is none. */
export const LONGEST_STRING = 512 * 1024 * 1024;

/** A length that is whole in those bytes, and where it ends. */
function lengthAt(bytes: Buffer, at: number): [length: number, next: number] {
  const first = bytes[at]!;
  switch (first >> 6) {
    case 0: return [first & 63, at + 1];
    case 1: return [((first & 63) << 8) | bytes[at + 1]!, at + 2];
    default: return first === 0x80
      ? [bytes.readUInt32BE(at + 1), at + 5]
      : [bytes.readUInt32BE(at + 1) * 2 ** 32 + bytes.readUInt32BE(at + 5), at + 9];
  }
}

/**
 * A string that the parser has been over, so that it is whole and well formed, and where it ends.
 *
 * @param offset of the bytes' beginning in the file, for errors
 * @throws RdbError when it is compressed and does not come out as it should
 */
export function stringAt(bytes: Buffer, at: number, offset: number): [text: Buffer, next: number] {
  switch (bytes[at]!) {
    case 0xc0: return [Buffer.from(String(bytes.readInt8(at + 1))), at + 2];
    case 0xc1: return [Buffer.from(String(bytes.readInt16LE(at + 1))), at + 3];
    case 0xc2: return [Buffer.from(String(bytes.readInt32LE(at + 1))), at + 5];
    case 0xc3: {
      const [packed, afterPacked] = lengthAt(bytes, at + 1);
      const [length, begin] = lengthAt(bytes, afterPacked);
      if (length > LONGEST_STRING) {
        throw new RdbError(`a compressed string says it is ${length} bytes, more than any may be`, offset + at);
      }
      return [decompressLzf(bytes.subarray(begin, begin + packed), length, offset + at), begin + packed];
    }
    default: {
      const [length, begin] = lengthAt(bytes, at);
      return [bytes.subarray(begin, begin + length), begin + length];
    }
  }
}
