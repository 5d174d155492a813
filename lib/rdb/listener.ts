import type { RdbHeader } from './header';

/**
 * Hears what a file consists of while it passes. Bytes that are handed over are valid during the call only: copy what is
 * to be kept. A listener that throws ends the scan with its error.
 */
export interface RdbListener {
  header?(header: RdbHeader): void;
  /** A field about the file (`redis-ver`, `ctime`); `record` is all of it as it stands in the file. */
  aux?(name: string, value: string, record: Buffer): void;
  /** A library of functions, with its name and its source. */
  library?(name: string, source: Buffer, record: Buffer): void;
  /** What a module keeps beside the keys. */
  moduleData?(record: Buffer): void;
  /**
   * A key, once all of it is there. Without this method keys are not even looked at.
   *
   * @param key as clients know it
   * @param head the record up to the value, as it stands in the file: expiry, idle time or frequency, type, key
   * @returns whether its value is wanted: then it comes in one or more pieces to `value`
   */
  key?(key: Buffer, head: Buffer, database: number): boolean;
  value?(bytes: Buffer): void;
  /**
   * Of a large database `key` hears of the first 65536 keys and then of every 16th: small keys take longer to tell than all
   * the rest of them takes.
   *
   * @default false: of every key
   */
  readonly sampled?: boolean;
  /** From here on the file cannot be told apart; only its checksum is still looked at. */
  opaque?(reason: string, offset: number): void;
}
