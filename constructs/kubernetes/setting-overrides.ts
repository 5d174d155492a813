import type { Duration, Size } from 'cdk8s';
import { InvalidInput, type SettingOverrides } from '../../lib/model';

/** Replacements for settings derived from the objectives; anything left out stays derived. */
export interface RedisSettingOverrides {
  /** Silence after which a Sentinel calls the primary down. @default - derived from `objectives.rto` */
  readonly downAfter?: Duration;
  /** Cluster `cluster-node-timeout`. @default - derived from `objectives.rto` */
  readonly nodeTimeout?: Duration;
  /** Sentinel `failover-timeout`. @default - derived from `objectives.rto` */
  readonly failoverTimeout?: Duration;
  /** Sentinel `master-reboot-down-after-period`. @default - equal to `downAfter` */
  readonly rebootDownAfter?: Duration;
  /** How often Sentinels ask data nodes for INFO. @default Duration.seconds(1) */
  readonly infoPeriod?: Duration;
  /** Replicas that must be linked, or the primary refuses writes. @default - 1 with two or more replicas, 0 with one */
  readonly minReplicasToWrite?: number;
  /** Oldest acknowledgement of a replica that still counts. @default - derived from `objectives.rpo` */
  readonly minReplicasMaxLag?: Duration;
  /** A primary without a Sentinel majority for this long stops writes. @default - derived from `objectives.rpo` */
  readonly fenceAfter?: Duration;
  /** After a total outage, how long the last primary is waited for. @default - derived from `objectives.rto` */
  readonly startGrace?: Duration;
  /** Longest write pause of a planned handover. @default - 80 % of `downAfter` */
  readonly handoverPause?: Duration;
  /** A handover that has not ended by then is undone. @default - derived */
  readonly handoverTimeout?: Duration;
  /** How long a stopping primary waits for its replicas. @default Duration.seconds(10) */
  readonly shutdownTimeout?: Duration;
  /**
   * How long a pod that is to end has to hand over and stop, once it is its turn; part of its termination grace period.
   *
   * @default - handover, failover (Sentinel), shutdown and 15 seconds
   */
  readonly stopTimeout?: Duration;
  /** How long a Redis that died stays down, so that its death is noticed. @default - just after detection */
  readonly restartDelay?: Duration;
  /** Redis `maxmemory`. @default - 60 % of what a node has after system, agent and Sentinel */
  readonly maxMemory?: Size;
  /** Redis `maxmemory-policy`. @default 'noeviction' */
  readonly maxMemoryPolicy?: string;
  /** Redis `repl-backlog-size`. @default - 5 % of maxMemory, from 64 MiB to 1 GiB */
  readonly replBacklog?: Size;
  /** Redis `repl-timeout`. @default Duration.seconds(60) */
  readonly replTimeout?: Duration;
}

/** Seconds of a duration, fractions included. @throws InvalidInput for something else than a Duration */
export function secondsOf(field: string, duration: Duration): number {
  if (!isDuration(duration)) {
    throw new InvalidInput(field, `got ${shown(duration)}`, 'give a Duration of cdk8s, such as Duration.seconds(5)');
  }
  return duration.toMilliseconds() / 1000;
}

/** Bytes of a size. @throws InvalidInput for something else than a Size */
export function bytesOf(field: string, size: Size): number {
  if (!isSize(size)) {
    throw new InvalidInput(field, `got ${shown(size)}`, 'give a Size of cdk8s, such as Size.gibibytes(2)');
  }
  return size.toKibibytes() * 1024;
}

/** The plan's names and units for what the user typed. */
export function settingOverrides(overrides: RedisSettingOverrides = {}): SettingOverrides {
  return Object.fromEntries(Object.entries(overrides)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]: [string, unknown]): [string, unknown] => {
      if (isDuration(value)) {
        return [`${key}Seconds`, secondsOf(`overrides.${key}`, value)];
      }
      return isSize(value) ? [`${key}Bytes`, bytesOf(`overrides.${key}`, value)] : [key, value];
    }));
}

/** By what it can do: an app may hold two copies of cdk8s, and the Duration and Size of the CDK are as good. */
function isDuration(value: unknown): value is Duration {
  return has(value, 'toMilliseconds');
}

function isSize(value: unknown): value is Size {
  return has(value, 'toKibibytes');
}

function has(value: unknown, method: string): boolean {
  return typeof (value as Record<string, unknown> | undefined)?.[method] === 'function';
}

function shown(value: unknown): string {
  return JSON.stringify(value) ?? typeof value;
}
