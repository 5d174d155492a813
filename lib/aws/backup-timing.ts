import { InvalidInput } from '../model';

const UNITS: Record<string, number> = { minute: 60, hour: 3600, day: 86_400 };
/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const ALARM = { shortPeriod: 300, longPeriod: 3600, mostOfShort: 86_400, mostOfLong: 604_800 };
const MOST_WINDOW_SECONDS = 900;

/** Seconds between two runs; undefined where the expression does not tell (cron). */
export function intervalSeconds(expression: string): number | undefined {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  return unit === undefined ? undefined : Number(count) * UNITS[unit]!;
}

/** How far Scheduler may spread a run: a quarter of the interval, at most a quarter of an hour. In whole minutes, 0 for none. */
export function windowMinutes(interval: number | undefined): number {
  return Math.floor(Math.min(MOST_WINDOW_SECONDS, (interval ?? MOST_WINDOW_SECONDS * 4) / 4) / 60);
}

/** When there was no fresh backup for this long, something is wrong: one run may fail, two in a row may not. */
export function usualFreshness(interval: number, windowSeconds: number, timeoutSeconds: number): number {
  return 2 * interval + windowSeconds + timeoutSeconds;
}

/** Periods of an alarm that looks back that far. */
export interface AlarmWindow {
  readonly periodSeconds: number;
  readonly periods: number;
}

/** @throws InvalidInput beyond the week CloudWatch looks back */
export function alarmWindow(seconds: number): AlarmWindow {
  const isShort = seconds <= ALARM.mostOfShort;
  const [periodSeconds, most] = isShort ? [ALARM.shortPeriod, ALARM.mostOfShort] : [ALARM.longPeriod, ALARM.mostOfLong];
  const periods = Math.ceil(seconds / periodSeconds);
  if (periods < 1 || periods * periodSeconds > most) {
    throw new InvalidInput('freshWithin', `comes to ${(seconds / 86_400).toFixed(1)} days, and a CloudWatch alarm looks back at most 7`,
      'give at most Duration.days(7) and a schedule that runs at least twice within it');
  }
  return { periodSeconds, periods };
}
