import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import { through } from './gzip';
import { ZstdFrame } from './zstd-frame';

/** What Node.js has from 22.15 on. */
interface NativeZstd {
  readonly createZstdCompress?: (options: object) => Transform;
  readonly createZstdDecompress?: (options: object) => Transform;
  readonly constants: Record<string, number>;
}

const NATIVE = zlib as unknown as NativeZstd;
const PIECE = 128 * 1024;
const EMPTY_FRAME = Buffer.from('28b52ffd240001000099e9d851', 'hex');

/** True where this Node.js can write zstd; every one can read it. */
export function canWriteZstd(): boolean {
  return NATIVE.createZstdCompress !== undefined;
}

/**
 * @param level 1 (fastest) to 19
 * @throws Error on a Node.js that cannot
 */
export function zstd(level: number, body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  if (!NATIVE.createZstdCompress) {
    throw new Error(`Node.js ${process.versions.node} cannot write zstd: use Node.js 22.15 or newer, or the codec gzip`);
  }
  const { ZSTD_c_compressionLevel: levelKey, ZSTD_c_checksumFlag: checksumKey } = NATIVE.constants;
  const compress = NATIVE.createZstdCompress({ chunkSize: PIECE, params: { [levelKey!]: level, [checksumKey!]: 1 } });
  return firstFrame(through(compress, body));
}

/**
 * Node.js sometimes writes an empty frame behind the one that holds everything (seen in 24.21, when the end is there
 * together with the last piece). What is stored is one frame.
 */
async function* firstFrame(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const frame = new ZstdFrame();
  const behind: Buffer[] = [];
  for await (const chunk of body) {
    const rest = frame.push(chunk);
    if (rest.length > 0) {
      behind.push(rest);
    }
    if (rest.length < chunk.length) {
      yield chunk.subarray(0, chunk.length - rest.length);
    }
  }
  frame.end();
  if (behind.length > 0 && !Buffer.concat(behind).equals(EMPTY_FRAME)) {
    throw new Error(`Node.js ${process.versions.node} wrote several zstd frames; use the codec gzip`);
  }
}

/**
 * Undoes `zstd`, by Node.js where it can and in JavaScript elsewhere.
 *
 * @param native for tests: whether to use Node.js' own. @default - where it has one
 * @throws Error for anything cut off or added
 */
export function unzstd(
  body: AsyncIterable<Uint8Array>, native = NATIVE.createZstdDecompress !== undefined,
): AsyncGenerator<Buffer> {
  const frame = new ZstdFrame();
  const walked = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      if (frame.push(chunk).length > 0) {
        throw new Error('something was added to the zstd data, or it is several files in a row');
      }
      yield chunk;
    }
    frame.end();
  };
  return native ? through(NATIVE.createZstdDecompress!({ chunkSize: PIECE }), walked()) : inJavaScript(walked());
}

async function* inJavaScript(body: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let out: Buffer[] = [];
  const decompress = new Decompress((data) => {
    if (data.length > 0) {
      out.push(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    }
  });
  const guarded = (chunk: Uint8Array, last: boolean): Buffer[] => {
    try {
      decompress.push(chunk, last);
    } catch (failure) {
      throw new Error(`the zstd data is damaged: ${(failure as Error).message}`, { cause: failure });
    }
    const done = out;
    out = [];
    return done;
  };
  for await (const chunk of body) {
    // In small steps: a chunk of a few kilobytes may become megabytes.
    for (let at = 0; at < chunk.length; at += PIECE) {
      yield* guarded(chunk.subarray(at, at + PIECE), false);
    }
  }
  yield* guarded(new Uint8Array(0), true);
}
