import { InvalidInput, requireNumber, requireWhole } from '../model';

/** Which backups stay. A backup stays when any rule keeps it; times are UTC. At least one rule is needed. */
export interface RetentionPolicy {
  /** The newest so many. */
  readonly last?: number;
  /** All that began within so many days. */
  readonly withinDays?: number;
  /** The newest of each of the latest so many days that have one. */
  readonly daily?: number;
  /** The same for weeks, Monday to Sunday. */
  readonly weekly?: number;
  readonly monthly?: number;
  readonly yearly?: number;
}

const COUNTS = ['last', 'daily', 'weekly', 'monthly', 'yearly'] as const;
const MOST = 100_000;

/** @throws InvalidInput for a policy without a rule, and for numbers that are none */
export function requirePolicy(policy: RetentionPolicy): void {
  if ([...COUNTS, 'withinDays' as const].every((rule) => policy[rule] === undefined)) {
    throw new InvalidInput('policy', 'has no rule', 'give at least one of last, withinDays, daily, weekly, monthly, yearly');
  }
  COUNTS.forEach((rule) => policy[rule] === undefined || requireWhole(rule, policy[rule], 1, MOST));
  if (policy.withinDays !== undefined) {
    requireNumber('withinDays', policy.withinDays, 0, MOST, 'days');
  }
}
