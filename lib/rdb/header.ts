import { RdbError } from './rdb-error';

/** The first bytes of a file. */
export interface RdbHeader {
  /** Valkey has its own since 9.0; before, and for replicas that are older, it writes `REDIS`. */
  readonly magic: 'REDIS' | 'VALKEY';
  readonly version: number;
}

export const HEADER_BYTES = 9;
/** Newest versions whose opcodes are all known here: Redis up to 8.4, Valkey up to 9.1. */
export const KNOWN_VERSION: Readonly<Record<RdbHeader['magic'], number>> = { REDIS: 12, VALKEY: 80 };
/** From this one on a checksum ends the file. */
export const FIRST_CHECKSUMMED = 5;

/** @throws RdbError when those nine bytes begin no RDB file */
export function parseHeader(bytes: Buffer): RdbHeader {
  const text = bytes.toString('latin1', 0, HEADER_BYTES);
  const found = /^(?:(REDIS)(\d{4})|(VALKEY)(\d{3}))$/.exec(text);
  const version = Number(found?.[2] ?? found?.[4]);
  if (!found || version === 0) {
    throw new RdbError(`it begins with ${JSON.stringify(text)} and not as an RDB file does (REDIS0011, VALKEY080)`, 0);
  }
  return { magic: (found[1] ?? found[3]) as RdbHeader['magic'], version };
}

export function formatHeader({ magic, version }: RdbHeader): Buffer {
  return Buffer.from(`${magic}${String(version).padStart(HEADER_BYTES - magic.length, '0')}`, 'latin1');
}

/** Newest version that is the same in both engines: what Valkey reads of Redis. */
const LAST_SHARED = 11;

/** Whether records of a file with one header may stand below another. */
export function mayStandBelow(record: RdbHeader, file: RdbHeader): boolean {
  return record.magic === file.magic
    ? record.version <= file.version
    : record.magic === 'REDIS' && record.version <= LAST_SHARED;
}

/**
 * The header under which records of all these files may stand together: the newest.
 *
 * @throws RdbError when there is none: their engines have gone different ways
 */
export function commonHeader(headers: readonly RdbHeader[]): RdbHeader {
  const found = headers.find((candidate) => headers.every((header) => mayStandBelow(header, candidate)));
  if (!found) {
    const list = [...new Set(headers.map((header) => formatHeader(header).toString()))].join(', ');
    throw new RdbError(headers.length === 0 ? 'no files to put together' : `files of ${list} cannot become one`, 0);
  }
  return found;
}
