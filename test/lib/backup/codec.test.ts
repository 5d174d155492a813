import { createHash, randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { chooseCodec, decode, encode } from '../../../lib/backup/codec';
import { canWriteZstd, unzstd } from '../../../lib/backup/codec/zstd';
import { ZstdFrame } from '../../../lib/backup/codec/zstd-frame';
import type { Codec } from '../../../lib/backup/manifest';
import { BY_NODE_24, PLAIN_BYTES, PLAIN_SHA256 } from './zstd-by-node-24';

async function* pieces(all: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < all.length; at += size) {
    yield all.subarray(at, at + size);
  }
}

async function joined(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of body) {
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Half of it compresses. */
const DATA = Buffer.concat(Array.from({ length: 300 }, (_, index) => [randomBytes(500), Buffer.alloc(500, index)]).flat());
const CODECS: Codec[] = ['none', 'gzip', ...(canWriteZstd() ? ['zstd' as const] : [])];

describe.each(CODECS)('%s', (codec) => {
  test.each([1, 1000, 64 * 1024, 1024 * 1024])('what was written in pieces of %s bytes is read again', async (size) => {
    const data = size === 1 ? DATA.subarray(0, 1000) : DATA;
    const stored = await joined(encode(codec, undefined, pieces(data, size)));
    expect((await joined(decode(codec, pieces(stored, size)))).equals(data)).toBe(true);
  });

  test('nothing at all is read again as nothing', async () => {
    const stored = await joined(encode(codec, undefined, pieces(Buffer.alloc(0), 1)));
    expect(await joined(decode(codec, pieces(stored, 100)))).toHaveLength(0);
  });

  test('a source that fails in the middle fails whoever stores it', async () => {
    const failing = async function* (): AsyncGenerator<Buffer> {
      yield DATA;
      throw new Error('the stream was cut');
    };
    await expect(joined(encode(codec, undefined, failing()))).rejects.toThrow('the stream was cut');
    await expect(joined(decode(codec, failing()))).rejects.toThrow();
  });

  test('a reader that stops closes the source', async () => {
    let closed = false;
    const source = async function* (): AsyncGenerator<Buffer> {
      try {
        for (;;) {
          yield randomBytes(100_000);
        }
      } finally {
        closed = true;
      }
    };
    for await (const part of encode(codec, undefined, source())) {
      expect(part.length).toBeGreaterThan(0);
      break;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(closed).toBe(true);
  });
});

/** Every codec that is stored compressed, with the same data: written here, or by a newer Node.js. */
const STORED: [string, Codec, () => Promise<Buffer>][] = [
  ['gzip', 'gzip', () => joined(encode('gzip', undefined, pieces(DATA, 5000)))],
  ['zstd by Node.js 24', 'zstd', async () => Buffer.from(BY_NODE_24, 'base64')],
];

describe.each(STORED)('%s', (_, codec, make) => {
  test.each([0, 1, 5, 10, 17, 50, 200, -200, -9, -8, -5, -4, -1])('cut off at %s it is an error', async (at) => {
    const stored = await make();
    await expect(joined(decode(codec, pieces(stored.subarray(0, at < 0 ? stored.length + at : at), 64)))).rejects.toThrow();
  });

  test.each<[string, (stored: Buffer) => Buffer]>([
    ['a byte', () => Buffer.from('x')],
    ['zeros, which gunzip takes', () => Buffer.alloc(512)],
    ['itself once more, which gunzip takes', (stored) => stored],
    ['an empty gzip file, which gunzip takes', () => gzipSync('')],
    ['an empty frame to skip, which zstd takes', () => Buffer.from('502a4d1800000000', 'hex')],
  ])('followed by %s it is an error', async (_what, added) => {
    const stored = await make();
    for (const size of [64, 1024 * 1024]) {
      await expect(joined(decode(codec, pieces(Buffer.concat([stored, added(stored)]), size)))).rejects.toThrow();
    }
  });

  test('beginning with something else it is an error that shows what', async () => {
    await expect(joined(decode(codec, pieces(Buffer.from('REDIS0010 and so on and on'), 100)))).rejects.toThrow('52454449');
  });
});

test('a backup by Node.js 24 is read by this one, natively or not', async () => {
  const stored = Buffer.from(BY_NODE_24, 'base64');
  for (const size of [1, 100, 100_000]) {
    const plain = await joined(decode('zstd', pieces(stored, size)));
    expect([plain.length, createHash('sha256').update(plain).digest('hex')]).toEqual([PLAIN_BYTES, PLAIN_SHA256]);
  }
  const plain = await joined(unzstd(pieces(stored, 1000), false));
  expect(createHash('sha256').update(plain).digest('hex')).toBe(PLAIN_SHA256);
});

test('where a frame of zstd ends is known without decompressing it', () => {
  const stored = Buffer.from(BY_NODE_24, 'base64');
  for (const size of [1, 2, 3, 7, stored.length]) {
    const frame = new ZstdFrame();
    for (let at = 0; at < stored.length; at += size) {
      frame.push(stored.subarray(at, at + size));
    }
    frame.end();
    expect(frame.push(Buffer.from('x'))).toHaveLength(1);
  }
});

test('zstd is refused where it cannot be written, and auto takes what can be', () => {
  if (canWriteZstd()) {
    expect([chooseCodec(), chooseCodec('zstd')]).toEqual(['zstd', 'zstd']);
  } else {
    expect(chooseCodec('auto')).toBe('gzip');
    expect(() => chooseCodec('zstd')).toThrow(/codec: Node.js .* cannot write zstd; use Node.js 22.15 or newer, or gzip/);
    expect(() => encode('zstd', 1, pieces(DATA, 1))).toThrow('cannot write zstd');
  }
  expect(() => chooseCodec('lzma' as never)).toThrow('codec: got "lzma"');
});

test('gzip is fast unless told otherwise: at level 6 it takes three times as long', async () => {
  const stored = async (level?: number): Promise<number> => (await joined(encode('gzip', level, pieces(DATA, 50_000)))).length;
  expect(await stored()).toBe(await stored(1));
  expect(await stored()).toBeGreaterThan(await stored(6));
});

test('a level that the codec does not have is refused', () => {
  expect(() => encode('gzip', 10, pieces(DATA, 1))).toThrow('level: got 10 for gzip; use a whole number from 1 to 9');
  expect(() => encode('gzip', 0, pieces(DATA, 1))).toThrow('level');
});
