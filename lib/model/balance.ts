import { InvalidInput, requireWhole } from './invalid';
import { TopologyKind } from './topology';

/** When primaries that drifted together are moved apart. */
export enum BalanceWhen {
  /** Not at all. */
  NEVER = 'never',
  /** In a window declared for maintenance. */
  IN_WINDOW = 'in-window',
  /** As soon as it is safe. */
  AT_ONCE = 'at-once',
}

/** A time of the day, in UTC, in which primaries may be moved. */
export interface BalanceWindow {
  /**
   * Day of the week it begins on, from 0 (Sunday) to 6.
   *
   * @default - every day
   */
  readonly day?: number;
  /** When it begins, `HH:MM` from 00:00 to 23:59. */
  readonly startUtc: string;
  /** How long it lasts, from 5 minutes to a day. It may reach into the next day. */
  readonly minutes: number;
}

/** Whether and when the agents move primaries back to where the loss of a failure domain costs least. */
export interface BalanceRule {
  /**
   * @default - in the window in a Cluster and wherever a preferred domain is declared, never elsewhere
   */
  readonly when?: BalanceWhen;
  /**
   * Only with `BalanceWhen.IN_WINDOW`.
   *
   * @default - every day at 03:00 UTC for 60 minutes
   */
  readonly window?: BalanceWindow;
  /**
   * Sentinel: the failure domain the primary should be in, for example the one its clients run in.
   *
   * @default - none
   */
  readonly preferredDomain?: string;
}

/** What is meant by a window nobody named. */
export const DEFAULT_WINDOW: BalanceWindow = { startUtc: '03:00', minutes: 60 };

/**
 * @param domains names of the failure domains of the plan
 * @throws InvalidInput for a window that is none, a domain that is not there, and a rule the topology cannot follow
 */
export function validateBalance(rule: BalanceRule, kind: TopologyKind, domains: string[]): BalanceRule {
  const { when, window, preferredDomain } = rule;
  if (when !== undefined && !Object.values(BalanceWhen).includes(when)) {
    throw new InvalidInput('balance.when', `got "${String(when)}"`, `use one of ${Object.values(BalanceWhen).join(', ')}`);
  }
  const moves = when !== undefined && when !== BalanceWhen.NEVER;
  if (kind === TopologyKind.REPLICATION && (preferredDomain !== undefined || moves)) {
    const [field, got] = preferredDomain === undefined ? ['balance.when', when] : ['balance.preferredDomain', `"${preferredDomain}"`];
    throw new InvalidInput(field, `got ${got} with replication, whose primary moves only when it is told to`,
      'leave it out and use `redis-ha failover --to`, or use another topology');
  }
  if (preferredDomain !== undefined && kind !== TopologyKind.SENTINEL) {
    throw new InvalidInput('balance.preferredDomain', 'a Cluster spreads its primaries over all domains', 'leave it out');
  }
  if (preferredDomain !== undefined && !domains.includes(preferredDomain)) {
    throw new InvalidInput('balance.preferredDomain', `got "${preferredDomain}"`, `use one of ${domains.join(', ')}`);
  }
  if (preferredDomain === undefined && kind === TopologyKind.SENTINEL && moves) {
    throw new InvalidInput('balance.when',
      `got ${when} without balance.preferredDomain: one primary has nothing to be balanced with`,
      `declare balance.preferredDomain, one of ${domains.join(', ')}, or leave balance.when out`);
  }
  if (window !== undefined) {
    if (kind === TopologyKind.REPLICATION || (kind === TopologyKind.SENTINEL && preferredDomain === undefined)) {
      throw new InvalidInput('balance.window', 'is given, but nothing would be moved in it', kind === TopologyKind.SENTINEL
        ? `declare balance.preferredDomain, one of ${domains.join(', ')}, or leave it out` : 'leave it out');
    }
    validateWindow(window, when);
  }
  return rule;
}

function validateWindow(window: BalanceWindow, when?: BalanceWhen): void {
  if (when !== undefined && when !== BalanceWhen.IN_WINDOW) {
    throw new InvalidInput('balance.window', `is given, but balance.when is ${when}`, 'leave one of them out');
  }
  if (window.day !== undefined) {
    requireWhole('balance.window.day', window.day, 0, 6);
  }
  if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(window.startUtc)) {
    throw new InvalidInput('balance.window.startUtc', `got "${window.startUtc}"`, 'give hours and minutes in UTC, for example "03:00"');
  }
  requireWhole('balance.window.minutes', window.minutes, 5, 24 * 60);
}
