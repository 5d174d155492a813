import { timeInName } from '../../../lib/backup/names';
import type { Candidate } from '../../../lib/backup/retention';

/** A backup as retention sees it, intact unless told. */
export function candidate(at: string | Date, more: Partial<Candidate> = {}): Candidate {
  const began = new Date(at);
  return {
    deployment: 'cache', id: `${timeInName(began)}-a1`, createdAt: began.toISOString(), touchedAt: began.toISOString(),
    state: 'complete', bytes: 100, ...more,
  };
}

export const verified = { at: '2026-01-01T00:00:00Z', deep: false };
