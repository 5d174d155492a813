import type { SettingOverrides } from '../../../lib/model';
import { secondsOf, type Duration } from './duration';
import { requirePlain } from './plain-value';
import { bytesOf, type Size } from './size';

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
  /** How often Sentinels ask data nodes for INFO. @default '1s' */
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
  /** How long a stopping primary waits for its replicas. @default '10s' */
  readonly shutdownTimeout?: Duration;
  /**
   * How long a node that is to end has to hand over and stop; on Kubernetes, once it is its turn, and part of its pod's
   * termination grace period.
   *
   * @default - handover, shutdown and 10 seconds; on Kubernetes also failover (Sentinel), and 15 seconds
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
  /** Redis `repl-timeout`. @default '60s' */
  readonly replTimeout?: Duration;
}

const SIZES = ['maxMemory', 'replBacklog'];
/** What has no unit. */
const AS_THEY_ARE = ['minReplicasToWrite', 'maxMemoryPolicy'];

/** The plan's names and units for what the user typed. @throws InvalidInput for something else than its kind */
export function settingOverrides(overrides: RedisSettingOverrides = {}): SettingOverrides {
  return Object.fromEntries(Object.entries(overrides)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]: [string, string | number]): [string, string | number] => {
      const field = `overrides.${key}`;
      requirePlain(field, value);
      if (AS_THEY_ARE.includes(key)) {
        return [key, value];
      }
      return SIZES.includes(key) ? [`${key}Bytes`, bytesOf(field, value as Size)] : [`${key}Seconds`, secondsOf(field, value as Duration)];
    }));
}
