/** What a Cluster node says about the Cluster, now. */
export interface ClusterObservation {
  /** `cluster_state:ok`. */
  readonly ok: boolean;
  readonly slotsAssigned: number;
  /** Slots this node owns. */
  readonly slots: number;
  /** Node of the plan it replicates; empty for a primary. */
  readonly replicates: string;
  /** Nodes of the plan it calls failing or possibly failing. */
  readonly failing: string[];
  /** Members it knows that are at no address of the plan or in a handshake: id and flags. */
  readonly strangers: string[];
  /** Nodes of the plan it does not know. */
  readonly missing: string[];
  /** Slots on their way out of or into this node. */
  readonly moving: number;
}

/** What a data node looks like from outside, now. */
export interface DataNodeObservation {
  readonly node: string;
  /** It answered what it was asked. */
  readonly reachable: boolean;
  /** What it said when it would not tell us, for example `NOPERM ...`; absent when it tells or does not answer at all. */
  readonly refusal?: string;
  /** `primary`, `replica` or `unknown`. */
  readonly role: string;
  /** Replica: connected to its primary. */
  readonly linkUp: boolean;
  /** Replica: a full copy is under way. */
  readonly syncing: boolean;
  /** Replica: seconds since its primary last heard of it or it of its primary, whichever is longer. */
  readonly lagSeconds: number;
  /** Replication offset. */
  readonly offset: number;
  /** `replica-priority`; 0 is never promoted. */
  readonly priority: number;
  readonly loading: boolean;
  /** Current `min-replicas-to-write`, by its agent; -1 when that does not say. The agent raises it to stop writes. */
  readonly minReplicas: number;
  /** Host a replica replicates from, empty on a primary. */
  readonly source: string;
  /** What the agent says it is doing, for example `serving`; `unreachable` when it does not answer. */
  readonly agentState: string;
  /** Highest epoch the node's agent knows; -1 when unknown. */
  readonly epoch: number;
  /** The node that its agent is told is primary of its data set; empty when nobody is named. Absent in old observations. */
  readonly names?: string;
  /** Cluster only; absent when it does not answer. */
  readonly cluster?: ClusterObservation;
}

/** What a Sentinel believes, now. */
export interface SentinelObservation {
  readonly node: string;
  /** It answered what it was asked. */
  readonly reachable: boolean;
  /** What it said when it would not tell us; absent when it tells or does not answer at all. */
  readonly refusal?: string;
  /** The plan's name of the node it calls primary; the address when that is no node of the plan; empty when it knows none. */
  readonly names: string;
  readonly epoch: number;
  readonly quorum: number;
  readonly knownReplicas: number;
  /** Sentinels it knows, itself included. */
  readonly knownSentinels: number;
  /** It calls the primary down, or runs a failover. */
  readonly failingOver: boolean;
}

/** What a node's agent says about the regions, now. */
export interface RegionNodeObservation {
  readonly node: string;
  /** The one it is in. */
  readonly region: string;
  /** Shard, `1` unless it is a Cluster; empty on a node without data. */
  readonly dataSet: string;
  /** Its agent answered. */
  readonly reachable: boolean;
  /** Region that its newest record names; empty when it knows none. */
  readonly active: string;
  readonly epoch: number;
  /** By that record a promotion is under way. */
  readonly moving: boolean;
  /** A replica that is linked, and no copy is under way. */
  readonly inSync: boolean;
  readonly mayWrite: boolean;
  /** How long ago it was certain that its record is the newest; absent for never. */
  readonly provenSecondsAgo?: number;
  /** On a standby that follows the active region itself. */
  readonly lagSeconds?: number;
}

/** A deployment at one moment. */
export interface Observation {
  readonly dataNodes: DataNodeObservation[];
  readonly sentinels: SentinelObservation[];
  /** Nodes of both regions that are meant to run; absent where there is one region. */
  readonly regions?: RegionNodeObservation[];
}
