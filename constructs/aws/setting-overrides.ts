import { Duration, Size } from 'aws-cdk-lib';
import { inDeclaredNames } from '../../lib/aws';
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
  /** How long systemd gives a node to hand over and stop. @default - handover, shutdown and 10 seconds */
  readonly stopTimeout?: Duration;
  /** How long systemd waits before it restarts a Redis that died. @default - just after detection */
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

/** Seconds of a duration, fractions included. @throws InvalidInput when it is only known at deployment */
export function secondsOf(field: string, duration: Duration): number {
  if (duration.isUnresolved()) {
    throw new InvalidInput(field, 'its value is only known at deployment', 'give a literal Duration');
  }
  return duration.toMilliseconds() / 1000;
}

/** The plan's names and units for what the user typed. */
export function settingOverrides(overrides: RedisSettingOverrides = {}): SettingOverrides {
  return Object.fromEntries(Object.entries(overrides)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]: [string, unknown]): [string, unknown] => {
      if (value instanceof Duration) {
        return [`${key}Seconds`, secondsOf(`overrides.${key}`, value)];
      }
      return value instanceof Size ? [`${key}Bytes`, value.toBytes()] : [key, value];
    }));
}

/** A message of the plan in the words of the props: `overrides.downAfterSeconds` is `overrides.downAfter` here. */
export function inPropNames(message: string): string {
  return inDeclaredNames(message, 'vpcSubnets');
}
