import { InvalidInput } from '../model';
import { gunzip, gzip } from './codec/gzip';
import { canWriteZstd, unzstd, zstd } from './codec/zstd';
import type { Codec } from './manifest';

/** `auto` is zstd where this Node.js can write it (22.15 and newer), gzip elsewhere. */
export type CodecChoice = Codec | 'auto';

/** Fastest of each: a snapshot keeps its server's one child process busy for as long as it takes. */
const LEVELS: Record<Codec, { readonly usual: number; readonly highest: number }> = {
  none: { usual: 0, highest: 0 }, gzip: { usual: 1, highest: 9 }, zstd: { usual: 1, highest: 19 },
};

/** How names of objects end. */
export const SUFFIXES: Record<Codec, string> = { none: '', gzip: '.gz', zstd: '.zst' };

/** What a choice comes to on this Node.js. @throws InvalidInput for zstd where it cannot be written */
export function chooseCodec(choice: CodecChoice = 'auto'): Codec {
  if (choice === 'auto') {
    return canWriteZstd() ? 'zstd' : 'gzip';
  }
  if (!(choice in LEVELS)) {
    throw new InvalidInput('codec', `got "${String(choice)}"`, 'use none, gzip, zstd or auto');
  }
  if (choice === 'zstd' && !canWriteZstd()) {
    throw new InvalidInput('codec', `Node.js ${process.versions.node} cannot write zstd`, 'use Node.js 22.15 or newer, or gzip');
  }
  return choice;
}

/**
 * Compresses in constant memory.
 *
 * @param level 1 (fastest) to 9 for gzip, to 19 for zstd. @default 1
 * @throws InvalidInput for a level the codec does not have, or a codec this Node.js cannot write
 */
export function encode(codec: Codec, level: number | undefined, body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const { usual, highest } = LEVELS[chooseCodec(codec)];
  const used = level ?? usual;
  if (codec !== 'none' && (!Number.isInteger(used) || used < 1 || used > highest)) {
    throw new InvalidInput('level', `got ${used} for ${codec}`, `use a whole number from 1 to ${highest}`);
  }
  switch (codec) {
    case 'none':
      return body;
    case 'gzip':
      return gzip(used, body);
    case 'zstd':
      return zstd(used, body);
  }
}

/** Undoes `encode`, on every supported Node.js. The reader sees an error for data that was cut off, added to or changed. */
export function decode(codec: Codec, body: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  switch (codec) {
    case 'none':
      return body;
    case 'gzip':
      return gunzip(body);
    case 'zstd':
      return unzstd(body);
  }
}
