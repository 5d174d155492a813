import { Readable, pipeline, type Transform } from 'node:stream';
import { crc32, createGzip, createInflateRaw } from 'node:zlib';
import { HeldBack } from '../../redis';

/** Output comes in pieces of this size, in bytes. */
const PIECE = 128 * 1024;
const HEADER_BYTES = 10;
/** CRC32 and length of what was compressed. */
const TRAILER_BYTES = 8;

/** @param level 1 (fastest) to 9 */
export function gzip(level: number, body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  return through(createGzip({ level, chunkSize: PIECE }), body);
}

/**
 * Undoes `gzip`. Programs that decompress gzip accept several files in a row and ignore zeros behind; what this program
 * writes is exactly one file, and nothing else is read.
 *
 * @throws Error for anything cut off, added or changed
 */
export async function* gunzip(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const held = new HeldBack(TRAILER_BYTES);
  const inflate = createInflateRaw({ chunkSize: PIECE });
  let deflated = 0;
  let header = Buffer.alloc(0);
  const between = async function* (): AsyncGenerator<Buffer> {
    for await (const chunk of body) {
      let rest = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      if (header.length < HEADER_BYTES) {
        const missing = HEADER_BYTES - header.length;
        header = Buffer.concat([header, rest.subarray(0, missing)]);
        rest = rest.subarray(missing);
        if (header.length === HEADER_BYTES) {
          requireHeader(header);
        }
      }
      if (rest.length > 0) {
        for (const free of held.push(rest)) {
          deflated += free.length;
          yield free;
        }
      }
    }
    const { rest } = held;
    deflated += rest.length;
    yield rest;
  };
  let crc = 0;
  let bytes = 0;
  for await (const chunk of through(inflate, between())) {
    crc = crc32(chunk, crc);
    bytes += chunk.length;
    yield chunk;
  }
  const { tail } = held;
  // The decompressor stops where the data ends: anything it did not take was added.
  if (inflate.bytesWritten !== deflated || tail.length !== TRAILER_BYTES) {
    throw new Error('the gzip data ends before its file does: something was added to it, or it is several files in a row');
  }
  if (tail.readUInt32LE(0) !== crc || tail.readUInt32LE(4) !== bytes % 2 ** 32) {
    throw new Error('the gzip data does not have the checksum and length it ends with');
  }
}

/** Everything that comes out of a transformation, whose failures and whose input's failures reach the reader. */
export async function* through(transform: Transform, body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  // Two pieces may wait, not sixteen.
  const source = Readable.from(body, { objectMode: true, highWaterMark: 2 });
  pipeline(source, transform, () => undefined);
  try {
    for await (const chunk of transform) {
      yield chunk as Buffer;
    }
  } finally {
    source.destroy();
    transform.destroy();
  }
}

/** Fixed as zlib writes it: no name, no comment, no second header. */
function requireHeader(header: Buffer): void {
  if (header[0] !== 0x1f || header[1] !== 0x8b || header[2] !== 8 || header[3] !== 0) {
    throw new Error(`it does not begin as gzip data of a backup does (${header.subarray(0, 4).toString('hex')})`);
  }
}
