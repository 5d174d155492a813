import { newestFirst, type CatalogEntry } from './catalog';
import { requirePolicy, type RetentionPolicy } from './retention-policy';

const DAY_MS = 86_400_000;

/** What retention needs to know of a backup. */
export type Candidate = Pick<CatalogEntry,
  'deployment' | 'id' | 'createdAt' | 'state' | 'problem' | 'touchedAt' | 'manifestLost' | 'verified' | 'failed' | 'bytes'>;

export interface RetentionDecision<T extends Candidate = Candidate> {
  readonly backup: T;
  readonly keep: boolean;
  /** Every reason, for people. */
  readonly why: string[];
}

export interface RetentionOptions {
  /** Also lets go of damaged backups, failed verifications included, where an intact one of the same deployment exists. */
  readonly dropDamaged?: boolean;
}

/**
 * Decides which backups go; does nothing. Each deployment is decided for itself. Whatever the policy says, the newest intact
 * backup and the newest verified one stay, and so does what may still be being written. One whose newest verification failed is
 * no intact one.
 *
 * @returns a decision for every backup, newest first
 * @throws InvalidInput for a policy without a rule
 */
export function decideRetention<T extends Candidate>(
  backups: readonly T[], policy: RetentionPolicy, now: Date, options: RetentionOptions = {},
): RetentionDecision<T>[] {
  requirePolicy(policy);
  const sorted = [...backups].sort((a, b) => newestFirst(a, b));
  const deployments = [...new Set(sorted.map(({ deployment }) => deployment))];
  const decided = new Map(deployments.flatMap((deployment) =>
    decisionsOf(sorted.filter((backup) => backup.deployment === deployment), policy, now, options)
      .map((decision) => [decision.backup, decision] as const)));
  return sorted.map((backup) => decided.get(backup)!);
}

/** @param sorted backups of one deployment, newest first */
function decisionsOf<T extends Candidate>(
  sorted: T[], policy: RetentionPolicy, now: Date, { dropDamaged = false }: RetentionOptions,
): RetentionDecision<T>[] {
  const intact = sorted.filter(({ state, failed }) => state === 'complete' && !failed);
  const reasons = reasonsToKeep(intact, policy, now);
  return sorted.map((backup) => {
    const { state, problem = '', failed } = backup;
    switch (state) {
      case 'complete': {
        if (failed) {
          return damaged(backup, `a verification failed at ${failed.at}: ${failed.problems.join('; ')}`, intact.length > 0, dropDamaged);
        }
        const why = reasons.get(backup) ?? [];
        return why.length > 0 ? { backup, keep: true, why } : { backup, keep: false, why: ['no rule keeps it'] };
      }
      case 'newer':
        return { backup, keep: true, why: [problem] };
      case 'incomplete':
        return unfinished(backup, now);
      case 'damaged':
        return damaged(backup, problem, intact.length > 0, dropDamaged);
    }
  });
}

function damaged<T extends Candidate>(backup: T, problem: string, others: boolean, drop: boolean): RetentionDecision<T> {
  const why = `damaged: ${problem}`;
  return !drop ? { backup, keep: true, why: [why, 'damaged ones are removed only when told'] }
    : !others ? { backup, keep: true, why: [why, 'there is no intact one of this deployment'] }
      : { backup, keep: false, why: [why] };
}

/** A running backup has no manifest yet: what is young, or was written to lately, is left alone. */
function unfinished<T extends Candidate>(backup: T, now: Date): RetentionDecision<T> {
  if (backup.manifestLost) {
    // In a versioned bucket a plain delete only hides a manifest; its shards are as good as they were.
    return { backup, keep: true, why: [backup.problem ?? 'its manifest was removed'] };
  }
  const last = Math.max(Date.parse(backup.createdAt), Date.parse(backup.touchedAt));
  return now.getTime() - last > DAY_MS
    ? { backup, keep: false, why: ['never finished, and nothing was written for a day'] }
    : { backup, keep: true, why: ['has no manifest and was written to within a day: it may be under way'] };
}

function reasonsToKeep<T extends Candidate>(intact: T[], policy: RetentionPolicy, now: Date): Map<T, string[]> {
  const reasons = new Map<T, string[]>();
  const keep = (backup: T | undefined, why: string): void => {
    if (backup) {
      reasons.set(backup, [...reasons.get(backup) ?? [], why]);
    }
  };
  keep(intact[0], 'newest intact one');
  keep(intact.find(({ verified }) => verified), 'newest verified one');
  intact.slice(0, policy.last ?? 0).forEach((backup) => keep(backup, `among the last ${policy.last}`));
  if (policy.withinDays !== undefined) {
    const since = now.getTime() - policy.withinDays * DAY_MS;
    intact.filter(({ createdAt }) => Date.parse(createdAt) >= since)
      .forEach((backup) => keep(backup, `within ${policy.withinDays} days`));
  }
  for (const [rule, periodOf] of Object.entries(PERIODS)) {
    newestPerPeriod(intact, policy[rule as keyof typeof PERIODS] ?? 0, periodOf)
      .forEach(([backup, period]) => keep(backup, `${rule}: newest of ${period}`));
  }
  return reasons;
}

/** Periods without a backup do not count: when backups stopped, the old ones do not vanish one by one. */
function newestPerPeriod<T extends Candidate>(intact: T[], count: number, periodOf: (at: Date) => string): [T, string][] {
  const newest = new Map<string, T>();
  for (const backup of intact) {
    const period = periodOf(new Date(backup.createdAt));
    if (!newest.has(period) && newest.size < count) {
      newest.set(period, backup);
    }
  }
  return [...newest].map(([period, backup]) => [backup, period]);
}

const day = (at: Date): string => at.toISOString().slice(0, 10);

const PERIODS = {
  daily: day,
  weekly: (at: Date): string => `the week of ${day(new Date(at.getTime() - ((at.getUTCDay() + 6) % 7) * DAY_MS))}`,
  monthly: (at: Date): string => at.toISOString().slice(0, 7),
  yearly: (at: Date): string => at.toISOString().slice(0, 4),
};
