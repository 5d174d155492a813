import type { PlanObjectives, PlanPromise } from '../plan';

/** What a drill measured. Times in milliseconds. */
export interface Measured {
  /**
   * From the fault to the first acknowledged write that was issued after it and
   * survived, in a Cluster to every shard; for a planned move the longest write gap.
   * Absent when no write got through, or when none should.
   */
  readonly rtoMs?: number;
  /** Acknowledged writes that were missing, or held something else, when read back. */
  readonly lostWrites: number;
  /** Of those, the writes of a client that stayed with the failing node's address. */
  readonly lostPinnedWrites: number;
  /** From the first lost acknowledgement to the fault or, if that is later, to the last lost acknowledgement. */
  readonly lossWindowMs: number;
  readonly acknowledgedWrites: number;
  /** Writes the client was told may not have happened. */
  readonly failedWrites: number;
  /** Acknowledged writes that were read back; below `acknowledgedWrites` when reading was not possible. */
  readonly verifiedWrites: number;
  /**
   * Longest time, from the fault on or across it, in which no client that follows the primary got a write acknowledged; in
   * a Cluster of any one shard.
   */
  readonly maxWriteGapMs: number;
  /** From where recovery is counted to the end of the last stretch without an acknowledged write; 0 when there was none. */
  readonly settledMs: number;
  /** Time in which two nodes both acknowledged writes, in a Cluster two of the same shard. */
  readonly dualPrimaryMs: number;
  /** Acknowledged writes a second before the fault. */
  readonly writesPerSecond: number;
  /** Writes acknowledged after the fault, by clients that follow the primary and pinned ones. */
  readonly acknowledgedAfterFault: number;
  /**
   * Exposure window: from the fault until every data set had all its copies again, linked and in sync. Absent when that
   * was never seen, or was not looked for.
   */
  readonly exposureMs?: number;
  /** In a Cluster: the same by shard, of the slots it had when the load began. */
  readonly shards?: ShardMeasured[];
}

/** What was measured of one shard. */
export interface ShardMeasured {
  readonly shard: number;
  readonly rtoMs?: number;
  readonly maxWriteGapMs: number;
  readonly lostWrites: number;
}

/** Something that happened; `atMs` counts from the start of the load. */
export interface DrillEvent {
  readonly atMs: number;
  /** `fault`, `drill`, `clients`, `lab`, `agent`, `role`, `sentinel`. */
  readonly source: string;
  readonly node?: string;
  readonly message: string;
}

/** A stretch of time, counted from the start of the load. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

/** A stretch without an acknowledged write. */
export interface Gap extends Span {
  /** In a Cluster: of which shard. */
  readonly shard?: number;
}

/** Something that took its time, such as a backup. */
export interface Activity extends Span {
  /** Line under the timeline: `backup`, `restore`. */
  readonly lane: string;
  readonly title: string;
  readonly failed: boolean;
}

/** Counts per bucket of time, all lists of equal length. */
export interface Series {
  readonly bucketMs: number;
  /** Acknowledged writes by node; the sum over nodes is the throughput. */
  readonly acknowledged: Record<string, number[]>;
  readonly failed: number[];
  /** Acknowledged in that bucket and lost later. */
  readonly lost: number[];
}

/** A number beside the verdict: nothing was declared or promised about it, so it can neither pass nor fail. */
export interface Row {
  /** `settled`, `write-gap`, `exposure`, `shard-<n>`. */
  readonly id: string;
  readonly title: string;
  readonly measured: string;
}

/** One line of the verdict: declared against promised against measured. */
export interface Check {
  /** `rto`, `rpo`, `dual-primary`, `write-gap`, `verified`, `refused`, `rule`. */
  readonly id: string;
  readonly title: string;
  /** What the user declared; absent where objectives say nothing about it. */
  readonly declared?: string;
  /** What the plan promises. */
  readonly promised?: string;
  readonly measured: string;
  readonly ok: boolean;
  /** Why it failed, empty when it did not. */
  readonly reason: string;
}

/** The topology of a drill, in short. */
export interface DrilledTopology {
  readonly kind: string;
  readonly dataNodes: number;
  readonly sentinels: number;
  readonly failureDomains: number;
  /** 1 unless it is a Cluster. */
  readonly shards: number;
}

/** Outcome of one drill; plain JSON. */
export interface DrillResult {
  readonly schemaVersion: number;
  readonly scenario: string;
  readonly deployment: string;
  readonly topology: DrilledTopology;
  /** The engine the plan names. */
  readonly engine: string;
  /** How the server that ran differs from it, if it does. */
  readonly engineDeviation?: string;
  /** Repeats the run's choices: `--seed`. */
  readonly seed: number;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly durationMs: number;
  /** Target rate of the load in writes a second; 0 is as fast as possible. */
  readonly rate: number;
  /** `ioredis` or `node-redis`. */
  readonly client: string;
  /** `name` or `proxy` where clients came to the primary by address. */
  readonly through?: string;
  /** `tls` or `both`. @default - plaintext */
  readonly transport?: string;
  readonly objectives: PlanObjectives;
  readonly promise: PlanPromise;
  readonly measured: Measured;
  readonly verdict: 'pass' | 'fail';
  /** Why it failed, empty when it passed. */
  readonly reasons: string[];
  /** What the verdict rests on; each of them can fail. */
  readonly checks: Check[];
  /** What was only measured; the verdict does not rest on it. */
  readonly rows: Row[];
  readonly events: DrillEvent[];
  readonly series: Series;
  /** Stretches without an acknowledged write. */
  readonly gaps: Gap[];
  /** What took its time besides; absent where there was nothing. */
  readonly activities?: Activity[];
  /** When the fault was put in and, if it was, taken away, from the start of the load. */
  readonly fault?: Span;
  /** Settings the numbers depend on most, in seconds. */
  readonly settings: Record<string, number>;
}

export const RESULT_SCHEMA_VERSION = 1;
