import type { BackupManifest } from '../../backup/manifest';
import type { Ledger } from '../ledger';

/** Lost writes, by what may be said of them. */
export interface Losses {
  /** Acknowledged before the backup began: it has to hold them. */
  readonly before: number;
  /** Acknowledged after it began and issued before the deployment was lost: what the age of a backup costs. */
  readonly since: number;
  /** Issued to the new deployment. */
  readonly after: number;
  /** From the first of `since` to the loss, in milliseconds; 0 when there are none. */
  readonly spanMs: number;
}

/** @param lostAt when the deployment was gone, in milliseconds since the epoch */
export function lossesOf(ledger: Ledger, lost: number[], backup: Pick<BackupManifest, 'createdAt'>, lostAt: number): Losses {
  const began = Date.parse(backup.createdAt);
  const counts = { before: 0, since: 0, after: 0 };
  let first = lostAt;
  for (const index of lost) {
    const { issuedAt, endedAt } = ledger.entry(index);
    if (issuedAt >= lostAt) {
      counts.after += 1;
    } else if (endedAt < began) {
      counts.before += 1;
    } else {
      counts.since += 1;
      first = Math.min(first, endedAt);
    }
  }
  return { ...counts, spanMs: counts.since === 0 ? 0 : Math.max(0, lostAt - first) };
}
