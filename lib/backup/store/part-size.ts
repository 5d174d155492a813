const MIB = 1024 * 1024;
/** S3's own limit. */
export const MOST_PARTS = 10_000;
const FIRST_SIZE = 8 * MIB;
const PARTS_PER_SIZE = 1_100;
const IN_FLIGHT_BYTES = 32 * MIB;

/**
 * Bytes of a part, by its number from 1: 8 MiB, doubled after every 1,100 parts. The length of a snapshot is not known when its
 * upload begins; so most need little memory, and 10,000 parts hold 4.6 TiB.
 */
export function partBytes(number: number): number {
  return FIRST_SIZE * 2 ** Math.floor((number - 1) / PARTS_PER_SIZE);
}

/**
 * How many parts of that size are on their way at the same time. One more is being filled, so all buffers together take 40 MiB
 * up to an object of 8.6 GiB, 48 MiB up to 26 GiB, 64 MiB up to 60 GiB, 128 MiB up to 129 GiB, and twice as much for twice the
 * length from there.
 */
export function partsInFlight(bytes: number): number {
  return Math.max(1, Math.floor(IN_FLIGHT_BYTES / bytes));
}
