import type { Settings } from '../model';

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
  /** Logical address, `<node>.<deployment>`; the real one comes from the bindings. */
  readonly address: string;
}

export interface PlanEngine {
  /** Family and version, for example `redis-7.0`. */
  readonly name: string;
  readonly family: string;
  readonly version: string;
}

export interface PlanTopology {
  readonly kind: string;
  readonly replicas: number;
  readonly sentinels: number;
  readonly quorum: number;
  /** The name Sentinels know the primary by. */
  readonly masterName: string;
  /** The data node that becomes the first primary. */
  readonly bootstrapNode: string;
}

export interface PlanPorts {
  readonly redis: number;
  readonly sentinel: number;
  readonly agent: number;
}

export interface PlanRegion {
  readonly name: string;
  /** `primary`, later `replica`. */
  readonly role: string;
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

export interface RtoPromise {
  /** The primary's process dies (kill -9, OOM). */
  readonly processDeathSeconds: number;
  /** The primary hangs, or its machine or link is gone. */
  readonly hangSeconds: number;
  /** The primary restarts before the Sentinels notice, with or without its data. */
  readonly quickRestartSeconds: number;
  /** A planned handover. */
  readonly handoverSeconds: number;
  /** Longest of the above: what `objectives.rto` is held against. */
  readonly worstSeconds: number;
  /** When the first failover attempt is aborted and the second succeeds. */
  readonly secondAttemptSeconds: number;
  /** Everything died at once and the last primary does not come back; counted from the restart of the others. */
  readonly totalOutageSeconds: number;
}

export interface RpoPromise {
  readonly processDeathSeconds: number;
  /** The primary is cut off while a client still reaches it. */
  readonly partitionSeconds: number;
  readonly handoverSeconds: number;
  /** Every node loses power at once. */
  readonly powerLossSeconds: number;
  /** Longest of process death and partition: what `objectives.rpo` is held against. */
  readonly worstSeconds: number;
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
  readonly regions: PlanRegion[];
  readonly transport: string;
  readonly failureDomains: string[];
  readonly nodes: PlanNode[];
  readonly ports: PlanPorts;
  readonly users: PlanUser[];
  readonly nodeMemoryBytes: number;
  readonly settings: Settings;
  /** Per setting, where its value comes from. */
  readonly reasons: Record<string, SettingReason>;
  readonly promise: PlanPromise;
  readonly findings: Finding[];
}
