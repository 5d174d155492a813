/** Seconds every snapshot gets: to wait for another child process of the server, to fork, to begin. */
const BASE_SECONDS = 120;
/** Slower than any server writes a snapshot that somebody reads: a third of what one core of 2020 does. */
const BYTES_PER_SECOND = 10_000_000;

/**
 * Longest time one snapshot may keep its server busy, in seconds, where nobody said otherwise: two minutes and one second
 * for each 10 MB the server uses.
 */
export function usualDeadline(usedMemoryBytes: number): number {
  return Math.ceil(BASE_SECONDS + usedMemoryBytes / BYTES_PER_SECOND);
}
