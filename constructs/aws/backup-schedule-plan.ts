import { Token, type Size } from 'aws-cdk-lib';
import {
  alarmWindow, backupSizing, intervalSeconds, LAMBDA, usualFreshness, windowMinutes, type AlarmWindow, type BackupSizing,
} from '../../lib/aws';
import { InvalidInput, requireWhole } from '../../lib/model';
import type { BackupScheduleProps } from './backup-schedule-props';
import type { BackupSourceConfig } from './backup-source';
import { secondsOf } from './setting-overrides';

const DEFAULT_INTERVAL_SECONDS = 3600;
/** Scheduler's limits. @see https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-flexible-time-windows.html */
const MOST_WINDOW_MINUTES = 1440;
const LEAST_TIMEOUT_SECONDS = 60;
const LEAST_MEMORY_MEGABYTES = 512;

/** What follows from the props: how runs are sized and timed. */
export interface PlannedRuns extends Omit<BackupSizing, 'expectedSeconds'> {
  readonly verify: boolean;
  readonly deadlineSeconds?: number;
  readonly windowMinutes: number;
  /** Undefined without alarms. */
  readonly alarmWindow?: AlarmWindow;
}

/** @throws InvalidInput that names the prop */
export function planRuns(props: BackupScheduleProps, source: BackupSourceConfig): PlannedRuns {
  const verify = props.verify ?? true;
  const sizing = backupSizing({ bytes: dataSetBytes(props.dataSetSize, source), shards: source.shards, verify });
  const timeoutSeconds = props.timeout
    ? requireWhole('timeout', secondsOf('timeout', props.timeout), LEAST_TIMEOUT_SECONDS, LAMBDA.mostSeconds) : sizing.timeoutSeconds;
  const interval = intervalOf(props);
  if (interval !== undefined && interval < timeoutSeconds) {
    throw new InvalidInput('schedule', `every ${interval} s, and a run may take ${timeoutSeconds} s`, 'run less often, or give timeout');
  }
  const window = windowOf(props, interval);
  return {
    memoryMegabytes: props.memorySize
      ? requireWhole('memorySize', literal('memorySize', props.memorySize).toMebibytes(), LEAST_MEMORY_MEGABYTES, LAMBDA.mostMegabytes)
      : sizing.memoryMegabytes,
    timeoutSeconds,
    parallel: sizing.parallel,
    verify,
    deadlineSeconds: props.deadline && requireWhole('deadline', secondsOf('deadline', props.deadline), 1, timeoutSeconds),
    windowMinutes: window,
    alarmWindow: props.alarms === false ? undefined : alarmWindow(freshness(props, interval, window * 60, timeoutSeconds)),
  };
}

function dataSetBytes(given: Size | undefined, source: BackupSourceConfig): number {
  if (given) {
    const bytes = literal('dataSetSize', given).toBytes();
    if (bytes <= 0) {
      throw new InvalidInput('dataSetSize', `got ${bytes} bytes`, 'give the most data there ever is');
    }
    return bytes;
  }
  if (!source.maxMemory) {
    throw new InvalidInput('dataSetSize', 'is not known: the source does not tell its maxmemory',
      'give the most data there ever is, in Redis memory of all shards');
  }
  return source.maxMemory.toBytes() * source.shards;
}

function literal(field: string, size: Size): Size {
  if (size.isUnresolved()) {
    throw new InvalidInput(field, 'its value is only known at deployment', 'give a literal Size');
  }
  return size;
}

/** Seconds between two runs; undefined where the expression does not tell. */
function intervalOf({ schedule }: BackupScheduleProps): number | undefined {
  if (!schedule) {
    return DEFAULT_INTERVAL_SECONDS;
  }
  const { expressionString } = schedule;
  if (Token.isUnresolved(expressionString)) {
    return undefined;
  }
  if (expressionString.startsWith('at(')) {
    throw new InvalidInput('schedule', `got ${expressionString}, which runs once`, 'use ScheduleExpression.rate() or .cron()');
  }
  return intervalSeconds(expressionString);
}

function windowOf({ flexibleWindow }: BackupScheduleProps, interval: number | undefined): number {
  if (!flexibleWindow) {
    return windowMinutes(interval);
  }
  const minutes = requireWhole('flexibleWindow', secondsOf('flexibleWindow', flexibleWindow) / 60, 0, MOST_WINDOW_MINUTES);
  if (interval !== undefined && minutes * 60 >= interval) {
    throw new InvalidInput('flexibleWindow', `got ${minutes} minutes for a run every ${interval / 60} minutes`, 'give less than the interval');
  }
  return minutes;
}

function freshness(
  { freshWithin }: BackupScheduleProps, interval: number | undefined, windowSeconds: number, timeoutSeconds: number,
): number {
  if (!freshWithin) {
    if (interval === undefined) {
      throw new InvalidInput('freshWithin', 'is not given, and how often the schedule runs cannot be told from its expression',
        'give the longest time there may be without a fresh backup, for example twice the time between two runs');
    }
    return usualFreshness(interval, windowSeconds, timeoutSeconds);
  }
  const seconds = secondsOf('freshWithin', freshWithin);
  const least = (interval ?? 0) + windowSeconds + timeoutSeconds;
  if (seconds < least) {
    throw new InvalidInput('freshWithin', `got ${seconds} s, and from one run's start to the next one's end it may be ${least} s`,
      'give more, better twice the interval, or run more often');
  }
  return seconds;
}
