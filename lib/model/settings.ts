/**
 * Every setting the plan derives, in seconds and bytes. Fractions of a second
 * are honoured where Redis takes milliseconds.
 */
export interface Settings {
  /** Sentinel: silence after which one Sentinel calls the primary down. */
  readonly downAfterSeconds: number;
  /** Sentinel `failover-timeout`; an aborted attempt blocks the next for twice this. */
  readonly failoverTimeoutSeconds: number;
  /** Sentinel `master-reboot-down-after-period`: a primary that restarted and does not serve yet counts as down after this. */
  readonly rebootDownAfterSeconds: number;
  /** How often Sentinels ask data nodes for INFO outside a failover. Not below 1: candidate validity is a multiple of it. */
  readonly infoPeriodSeconds: number;
  /** Replicas that must be linked within the lag below, or the primary refuses writes. 0 turns the check off. */
  readonly minReplicasToWrite: number;
  /** Oldest acknowledgement of a replica that still counts. */
  readonly minReplicasMaxLagSeconds: number;
  /** A primary that has not seen a Sentinel majority for this long stops writes (rule R7). */
  readonly fenceAfterSeconds: number;
  /** After a total outage: how long the last primary is waited for before the newest of the others takes over (rule R5). */
  readonly startGraceSeconds: number;
  /** Longest write pause of a planned handover; shorter than `downAfterSeconds`, since the pause also blocks Sentinel. */
  readonly handoverPauseSeconds: number;
  /** A handover that has not asked Sentinel by then is undone; one that has waits for the failover. */
  readonly handoverTimeoutSeconds: number;
  /** Redis `shutdown-timeout`: how long a stopping primary waits for its replicas. */
  readonly shutdownTimeoutSeconds: number;
  /** How long the supervisor gives a node to hand over and stop. */
  readonly stopTimeoutSeconds: number;
  /** How long the supervisor waits before it restarts a process that died. */
  readonly restartDelaySeconds: number;
  /** `everysec` or `always`. */
  readonly appendfsync: string;
  /** Redis `save` points. */
  readonly save: string[];
  readonly maxMemoryBytes: number;
  readonly maxMemoryPolicy: string;
  readonly replBacklogBytes: number;
  readonly replTimeoutSeconds: number;
}

/** Replacements for derived settings; anything left out stays derived. */
export interface SettingOverrides {
  /** @default - derived from `objectives.rto` */
  readonly downAfterSeconds?: number;
  /** @default - derived from `objectives.rto` */
  readonly failoverTimeoutSeconds?: number;
  /** @default - equal to `downAfterSeconds` */
  readonly rebootDownAfterSeconds?: number;
  /** @default 1 */
  readonly infoPeriodSeconds?: number;
  /** @default - 1 with two or more replicas, 0 with one */
  readonly minReplicasToWrite?: number;
  /** @default - derived from `objectives.rpo` */
  readonly minReplicasMaxLagSeconds?: number;
  /** @default - derived from `objectives.rpo` */
  readonly fenceAfterSeconds?: number;
  /** @default - derived from `objectives.rto` */
  readonly startGraceSeconds?: number;
  /** @default - 80 % of `downAfterSeconds`, at most 5 */
  readonly handoverPauseSeconds?: number;
  /** @default - derived from the pause and the failover */
  readonly handoverTimeoutSeconds?: number;
  /** @default 10 */
  readonly shutdownTimeoutSeconds?: number;
  /** @default - handover, failover, shutdown and 15 seconds */
  readonly stopTimeoutSeconds?: number;
  /** @default - just after detection, so that a restart cannot hide a death from the Sentinels */
  readonly restartDelaySeconds?: number;
  /** @default - 60 % of what a node has after system, agent and Sentinel */
  readonly maxMemoryBytes?: number;
  /** @default 'noeviction' */
  readonly maxMemoryPolicy?: string;
  /** @default - 5 % of maxMemoryBytes, from 64 MiB (on small nodes a quarter of maxMemoryBytes) to 1 GiB */
  readonly replBacklogBytes?: number;
  /** @default 60 */
  readonly replTimeoutSeconds?: number;
}
