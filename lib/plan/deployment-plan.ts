import type { BalanceWhen, Settings, TopologyKind } from '../model';

/** Newest plan format this version of the library writes and reads. */
export const PLAN_SCHEMA_VERSION = 1;

/** What runs on a node. */
export enum NodeRole {
  DATA = 'data',
  SENTINEL = 'sentinel',
}

/** One node. Its name and logical address are for life; platforms bind real addresses to it. */
export interface PlanNode {
  readonly name: string;
  readonly roles: NodeRole[];
  readonly failureDomain: string;
  /** Cluster: which shard's data it holds, from 1. Absent elsewhere. */
  readonly shard?: number;
  /** Logical address, `<node>.<deployment>`; the real one comes from the bindings. */
  readonly address: string;
  /** Does not run until its region is promoted (`pilot-light`). @default false */
  readonly dormant?: boolean;
}

export interface PlanEngine {
  /** Family and version, for example `redis-7.0`. */
  readonly name: string;
  readonly family: string;
  readonly version: string;
}

export interface PlanTopology {
  /** `replication`, `sentinel` or `cluster`. */
  readonly kind: TopologyKind;
  /** Primaries; 1 unless it is a Cluster. */
  readonly shards: number;
  /** Replicas of each primary. */
  readonly replicas: number;
  /** Replication: how many of the replicas copy from another replica. */
  readonly cascaded: number;
  readonly sentinels: number;
  readonly quorum: number;
  /** The name Sentinels know the primary by; the deployment's name in every topology. */
  readonly masterName: string;
  /** The data node that becomes the first primary, in a Cluster the one that begins the formation. */
  readonly bootstrapNode: string;
}

/** Ports of the transport that nodes use among themselves: 6379 and 26379 in plaintext, 6380 and 26380 with TLS. */
export interface PlanPorts {
  readonly redis: number;
  readonly sentinel: number;
  /** Where clients are served with TLS besides, while `transport` is `both`. */
  readonly redisTls?: number;
  readonly sentinelTls?: number;
  readonly agent: number;
  /** Cluster bus; absent in other topologies. */
  readonly bus?: number;
}

/** How nodes prove who they are; absent in plaintext. */
export interface PlanTls {
  /** Name that every node's certificate bears, whatever its address; clients check it, too. */
  readonly serverName: string;
  /** Whether clients must show a certificate of the same authorities, beside their password. */
  readonly clientCertificates: 'optional' | 'required';
}

/**
 * A region, with a logical name as failure domains have: `region-1` is the one that was declared. The nodes of the active one
 * are the plan's; the other one's are here. See `planOf`.
 */
export interface PlanRegion {
  readonly name: string;
  /** `primary` or `replica`. */
  readonly role: string;
  /** All below: only of the replica. */
  readonly failureDomains?: string[];
  readonly nodes?: PlanNode[];
}

/** How two regions share one deployment; absent where there is one. */
export interface PlanRegionChange {
  /** `warm`, `pilot-light` or `backup-restore`. */
  readonly strategy: string;
  readonly objectives: PlanObjectives;
  /** How old a primary's proof that its region is active may become. */
  readonly leaseSeconds: number;
  /** `stop-writes` or `keep-writing`. */
  readonly whenUnsure: string;
  readonly decisionSeconds: number;
  readonly backupIntervalSeconds: number;
  readonly promise: RegionPromise;
}

/** What the loss of the active region costs, in seconds. */
export interface RegionPromise {
  /** From the loss to the first acknowledged write in the other region, the decision of people included. */
  readonly rtoSeconds: number;
  /** Acknowledged writes that the other region has not got, as a span of time. */
  readonly rpoSeconds: number;
  /** A region that is cut off acknowledges nothing later than this after a promotion was announced. */
  readonly oldRegionStopsSeconds: number;
  /** How the RTO adds up, part to seconds. */
  readonly parts: Record<string, number>;
}

export interface PlanUser {
  readonly name: string;
  /** ACL rules on data nodes, without the password. */
  readonly redisRules: string[];
  /** ACL rules on Sentinels, without the password; empty when the user has no business there. */
  readonly sentinelRules: string[];
}

/** Why a setting has its value. */
export interface SettingReason {
  /** `derived` or `override`. */
  readonly from: string;
  readonly because: string;
}

/** What the plan can keep, in seconds, by fault. Computed from measured parts, see `promise.ts`. */
export interface PlanPromise {
  readonly rto: RtoPromise;
  readonly rpo: RpoPromise;
  /** Longest time two primaries could both acknowledge writes when a network splits. */
  readonly dualPrimarySeconds: number;
}

/**
 * From a fault to the first acknowledged write after it. Sentinel and Cluster: from the fault itself. Replication fails
 * over when it is told to, so there `hangSeconds` and `totalOutageSeconds` count from the order (`redis-ha failover`).
 */
export interface RtoPromise {
  /**
   * The primary's process dies (kill -9, OOM). Its agent asks for the failover (rule R6); where it has done so within the
   * last ten minutes, or died too, `hangSeconds` holds. Replication, and a Cluster without replicas: restart and load.
   */
  readonly processDeathSeconds: number;
  /** The primary hangs, or its machine or link is gone: silence, vote and promotion. Without replicas: once it can restart. */
  readonly hangSeconds: number;
  /**
   * The primary restarts before anybody notices. Sentinel: with or without its data. Cluster: a failover its agent asks for,
   * or the delay before a returned primary takes writes.
   */
  readonly quickRestartSeconds: number;
  /** A planned handover. */
  readonly handoverSeconds: number;
  /** Longest of the above: what `objectives.rto` is held against. */
  readonly worstSeconds: number;
  /** When the first failover attempt is aborted and the second succeeds; replication: when a handover was undone first. */
  readonly secondAttemptSeconds: number;
  /**
   * Everything died at once and the last primary does not come back; counted from when the others run and have loaded,
   * which takes `loadSeconds`.
   */
  readonly totalOutageSeconds: number;
  /**
   * How long a process that starts loads a full data set (`settings.maxMemoryBytes`). Faults above include it where they
   * wait for it.
   */
  readonly loadSeconds: number;
}

export interface RpoPromise {
  /** The primary's process dies. Without replicas only what the append-only file had not yet been given. */
  readonly processDeathSeconds: number;
  /**
   * The primary is cut off while a client still reaches it. Replication: what it takes between the order to fail over and
   * its fence, and no more than the lag where `minReplicasToWrite` is on; what it took before that order without a replica
   * is lost besides.
   */
  readonly partitionSeconds: number;
  readonly handoverSeconds: number;
  /** Every node loses power at once. */
  readonly powerLossSeconds: number;
  /** Longest of process death and partition: what `objectives.rpo` is held against. */
  readonly worstSeconds: number;
}

/** When primaries that drifted together are moved apart (rule R12). */
export interface PlanBalance {
  readonly when: BalanceWhen;
  /** The window; only with `in-window`. */
  readonly window?: PlanBalanceWindow;
  /** Sentinel: the failure domain the primary should be in. */
  readonly preferredDomain?: string;
  /** Why the rule is what it is, for people. */
  readonly because: string;
}

export interface PlanBalanceWindow {
  /** Day of the week it begins on, from 0 (Sunday); absent for every day. */
  readonly day?: number;
  /** `HH:MM`, UTC. */
  readonly startUtc: string;
  readonly minutes: number;
}

export enum Severity {
  ERROR = 'error',
  WARNING = 'warning',
}

/** Something the plan's author should know: what, why, and what to do about it. */
export interface Finding {
  readonly severity: Severity;
  /** Stable identifier, for example `one-replica`. */
  readonly id: string;
  /** The field, as the user typed it. */
  readonly field: string;
  readonly reason: string;
  readonly fix: string;
}

export interface PlanObjectives {
  readonly rpoSeconds: number;
  readonly rtoSeconds: number;
}

/**
 * The contract between every part of this library: plain JSON, no secret, no
 * cloud token, the same bytes for the same spec.
 */
export interface DeploymentPlan {
  readonly schemaVersion: number;
  readonly name: string;
  readonly engine: PlanEngine;
  readonly topology: PlanTopology;
  readonly objectives: PlanObjectives;
  /** The active region first. */
  readonly regions: PlanRegion[];
  /** Absent where there is one region. */
  readonly regionChange?: PlanRegionChange;
  readonly transport: string;
  readonly tls?: PlanTls;
  readonly failureDomains: string[];
  readonly nodes: PlanNode[];
  readonly ports: PlanPorts;
  readonly users: PlanUser[];
  readonly nodeMemoryBytes: number;
  readonly settings: Settings;
  /** Per setting, where its value comes from. */
  readonly reasons: Record<string, SettingReason>;
  readonly promise: PlanPromise;
  readonly balance: PlanBalance;
  readonly findings: Finding[];
}
