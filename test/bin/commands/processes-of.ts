import { readdirSync, readFileSync } from 'node:fs';

/** Processes that were started with that folder; one that has ended has no words, even before its parent has collected it. */
export function processesOf(directory: string): string[] {
  return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(directory);
    } catch {
      return false;
    }
  });
}
