import { performance } from 'node:perf_hooks';

const origin = Date.now() - performance.now();

/** Milliseconds since the epoch, with a fraction. Never steps back: spans stay true when the system clock is set. */
export function now(): number {
  return origin + performance.now();
}

export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Asks until the answer is there.
 *
 * @returns the first answer that is neither undefined nor false, or undefined when the time is over
 */
export async function until<T>(ask: () => Promise<T> | T, timeoutMs: number, everyMs = 100): Promise<T | undefined> {
  const deadline = now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) {
      return answer;
    }
    if (now() >= deadline) {
      return undefined;
    }
    await sleep(everyMs);
  }
}
