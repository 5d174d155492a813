import type { RdbHeader } from '../../../lib/rdb';
import { RdbWriter } from '../../../lib/rdb/writer';

/** How wide a length is written; a server takes the narrowest that fits, a parser has to take all. */
export type Width = 1 | 2 | 5 | 9;

export function length(value: number, width?: Width): Buffer {
  switch (width ?? (value < 64 ? 1 : value < 16_384 ? 2 : 5)) {
    case 1: return Buffer.from([value]);
    case 2: return Buffer.from([0x40 | (value >> 8), value & 255]);
    case 5: return Buffer.from([0x80, value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
    default: return Buffer.concat([Buffer.from([0x81, 0, 0, 0]), length(value, 5).fill(0, 0, 1)]);
  }
}

export function string(text: string | Buffer, width?: Width): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([length(bytes.length, width), bytes]);
}

/** A number as servers write strings that are one. */
export function integer(value: number): Buffer {
  const bytes = Buffer.alloc(5);
  if (value >= -128 && value <= 127) {
    bytes.writeInt8(value, 1);
    return bytes.fill(0xc0, 0, 1).subarray(0, 2);
  }
  if (value >= -32_768 && value <= 32_767) {
    bytes.writeInt16LE(value, 1);
    return bytes.fill(0xc1, 0, 1).subarray(0, 3);
  }
  bytes.writeInt32LE(value, 1);
  return bytes.fill(0xc2, 0, 1);
}

/** LZF that repeats nothing: right, and longer than before. */
export function lzf(text: string | Buffer): Buffer {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 32) {
    const part = bytes.subarray(at, at + 32);
    parts.push(Buffer.from([part.length - 1]), part);
  }
  const packed = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([0xc3]), length(packed.length), length(bytes.length), packed]);
}

export const opcode = (number: number, ...operands: Buffer[]): Buffer => Buffer.concat([Buffer.from([number]), ...operands]);

/** A key of that type with the bytes of its value. */
export function record(type: number, key: string | Buffer, ...value: Buffer[]): Buffer {
  return Buffer.concat([Buffer.from([type]), string(key), ...value]);
}

export const bytes = (count: number, value = 0): Buffer => Buffer.alloc(count, value);

/** A whole file. */
export function file(parts: Buffer[], header: RdbHeader = { magic: 'REDIS', version: 10 }): Buffer {
  const writer = new RdbWriter(header);
  parts.forEach((part) => writer.write(part));
  return Buffer.concat(writer.end().blocks);
}
