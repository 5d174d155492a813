import { InvalidInput, requireWhole } from '../model';
import type { BackupWarning } from './backup-bucket';
import { backupSizing, LAMBDA, type BackupSizing } from './backup-sizing';
import { alarmWindow, intervalSeconds, usualFreshness, windowMinutes, type AlarmWindow } from './backup-timing';

/** What is run where nobody says when. */
export const USUAL_SCHEDULE = 'rate(1 hour)';

/** Scheduler's limits. @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-flexible-time-windows.html */
const MOST_WINDOW_MINUTES = 1440;
const LEAST_TIMEOUT_SECONDS = 60;
const LEAST_MEMORY_MEGABYTES = 512;

/** What a user says about scheduled backups; whatever is left out is derived. Fields of errors are those of the constructs. */
export interface BackupRunWishes {
  /** `schedule`: an expression of EventBridge Scheduler; undefined where it is known at deployment only. */
  readonly expression?: string;
  readonly flexibleWindowSeconds?: number;
  readonly dataSetBytes?: number;
  readonly verify?: boolean;
  readonly deadlineSeconds?: number;
  /** In MiB. */
  readonly memoryMegabytes?: number;
  readonly timeoutSeconds?: number;
  readonly alarms?: boolean;
  readonly freshWithinSeconds?: number;
}

/** What is backed up. */
export interface BackedUpData {
  readonly shards: number;
  /** Redis `maxmemory` of a shard, where it is known. */
  readonly maxMemoryBytes?: number;
}

/** What follows: how runs are sized and timed. */
export interface PlannedRuns extends Omit<BackupSizing, 'expectedSeconds'> {
  readonly verify: boolean;
  readonly deadlineSeconds?: number;
  /** 0 for none. */
  readonly windowMinutes: number;
  /** Undefined without alarms. */
  readonly alarmWindow?: AlarmWindow;
}

/** @throws InvalidInput that names the prop */
export function planRuns(wishes: BackupRunWishes, data: BackedUpData): PlannedRuns {
  const verify = wishes.verify ?? true;
  const sizing = backupSizing({ bytes: dataSetBytes(wishes.dataSetBytes, data), shards: data.shards, verify });
  const timeoutSeconds = wishes.timeoutSeconds === undefined
    ? sizing.timeoutSeconds : requireWhole('timeout', wishes.timeoutSeconds, LEAST_TIMEOUT_SECONDS, LAMBDA.mostSeconds);
  const interval = intervalOf(wishes.expression);
  if (interval !== undefined && interval < timeoutSeconds) {
    throw new InvalidInput('schedule', `every ${interval} s, and a run may take ${timeoutSeconds} s`, 'run less often, or give timeout');
  }
  const window = windowOf(wishes.flexibleWindowSeconds, interval);
  return {
    memoryMegabytes: wishes.memoryMegabytes === undefined
      ? sizing.memoryMegabytes : requireWhole('memorySize', wishes.memoryMegabytes, LEAST_MEMORY_MEGABYTES, LAMBDA.mostMegabytes),
    timeoutSeconds,
    parallel: sizing.parallel,
    verify,
    deadlineSeconds: wishes.deadlineSeconds === undefined
      ? undefined : requireWhole('deadline', wishes.deadlineSeconds, 1, timeoutSeconds),
    windowMinutes: window,
    alarmWindow: wishes.alarms === false
      ? undefined : alarmWindow(freshness(wishes.freshWithinSeconds, interval, window * 60, timeoutSeconds)),
  };
}

/** What is worth a warning about them, wherever they run. */
export function backupRunWarnings({ verify, alarmWindow: window }: PlannedRuns): BackupWarning[] {
  return [
    ...(verify ? [] : [{
      id: 'backupsNotVerified',
      text: 'verify: nobody reads these backups again; run `redis-ha backups verify` on a schedule of your own',
    }]),
    ...(window ? [] : [{ id: 'backupsWithoutAlarms', text: 'alarms: nobody is told when there are no backups any more' }]),
  ];
}

function dataSetBytes(given: number | undefined, { shards, maxMemoryBytes }: BackedUpData): number {
  if (given !== undefined) {
    if (given <= 0) {
      throw new InvalidInput('dataSetSize', `got ${given} bytes`, 'give the most data there ever is');
    }
    return given;
  }
  if (maxMemoryBytes === undefined) {
    throw new InvalidInput('dataSetSize', 'is not known: the source does not tell its maxmemory',
      'give the most data there ever is, in Redis memory of all shards');
  }
  return maxMemoryBytes * shards;
}

/** Seconds between two runs; undefined where the expression does not tell. */
function intervalOf(expression: string | undefined): number | undefined {
  if (expression?.startsWith('at(')) {
    throw new InvalidInput('schedule', `got ${expression}, which runs once`, 'use a rate or a cron expression');
  }
  return expression === undefined ? undefined : intervalSeconds(expression);
}

function windowOf(flexibleSeconds: number | undefined, interval: number | undefined): number {
  if (flexibleSeconds === undefined) {
    return windowMinutes(interval);
  }
  const minutes = requireWhole('flexibleWindow', flexibleSeconds / 60, 0, MOST_WINDOW_MINUTES);
  if (interval !== undefined && minutes * 60 >= interval) {
    throw new InvalidInput('flexibleWindow', `got ${minutes} minutes for a run every ${interval / 60} minutes`, 'give less than the interval');
  }
  return minutes;
}

function freshness(
  given: number | undefined, interval: number | undefined, windowSeconds: number, timeoutSeconds: number,
): number {
  if (given === undefined) {
    if (interval === undefined) {
      throw new InvalidInput('freshWithin', 'is not given, and how often the schedule runs cannot be told from its expression',
        'give the longest time there may be without a fresh backup, for example twice the time between two runs');
    }
    return usualFreshness(interval, windowSeconds, timeoutSeconds);
  }
  const least = (interval ?? 0) + windowSeconds + timeoutSeconds;
  if (given < least) {
    throw new InvalidInput('freshWithin', `got ${given} s, and from one run's start to the next one's end it may be ${least} s`,
      'give more, better twice the interval, or run more often');
  }
  return given;
}
