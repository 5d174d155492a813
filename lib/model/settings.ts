/**
 * Every setting the plan derives, in seconds and bytes. Fractions of a second
 * are honoured where Redis takes milliseconds.
 */
export interface Settings {
  /** Sentinel: silence after which one Sentinel calls the primary down. */
  readonly downAfterSeconds: number;
  /** Cluster `cluster-node-timeout`: silence after which one primary calls another node failing. */
  readonly nodeTimeoutSeconds: number;
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
  /**
   * A primary that has lost sight for this long of a majority (of Sentinels, of its Cluster's primaries), or in replication
   * of the role marker and every other node, stops writes (rule R7).
   */
  readonly fenceAfterSeconds: number;
  /** After a total outage: how long the last primary is waited for before the newest of the others takes over (rule R5). */
  readonly startGraceSeconds: number;
  /**
   * Longest write pause of a planned handover; with Sentinels shorter than `downAfterSeconds`, since the pause also blocks
   * them. A Cluster pauses by itself.
   */
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

/**
 * Replacements for derived settings; anything left out stays derived. One that has no meaning in the topology, such as
 * `downAfterSeconds` in a Cluster, is an error.
 */
export interface SettingOverrides {
  /** @default - derived from `objectives.rto` */
  readonly downAfterSeconds?: number;
  /** @default - derived from `objectives.rto` */
  readonly nodeTimeoutSeconds?: number;
  /** @default - derived from `objectives.rto` */
  readonly failoverTimeoutSeconds?: number;
  /** @default - equal to `downAfterSeconds` */
  readonly rebootDownAfterSeconds?: number;
  /** @default 1 */
  readonly infoPeriodSeconds?: number;
  /** @default - 1 with two or more replicas that copy from the primary itself, else 0 */
  readonly minReplicasToWrite?: number;
  /** @default - derived from `objectives.rpo` */
  readonly minReplicasMaxLagSeconds?: number;
  /** @default - derived from `objectives.rpo` */
  readonly fenceAfterSeconds?: number;
  /** @default - derived from `objectives.rto` */
  readonly startGraceSeconds?: number;
  /** @default - Sentinel: 80 % of `downAfterSeconds`, at most 5; replication: half of `objectives.rto`, from 0.5 to 2 */
  readonly handoverPauseSeconds?: number;
  /** @default - derived from the pause and the failover */
  readonly handoverTimeoutSeconds?: number;
  /** @default 10 */
  readonly shutdownTimeoutSeconds?: number;
  /** @default - handover, failover (Sentinel), shutdown and 15 seconds */
  readonly stopTimeoutSeconds?: number;
  /** @default - just after detection, so that a restart cannot hide a death; 1 where nobody takes over by himself */
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
