import type { Settings, TopologyKind } from '../model';
import type { RegionRecord } from '../region';
import type { Memory } from './memory';
import type { RegionFence, RegionLag } from './region/told';
import type { RegionView } from './region/standing';
import type { RebuildOrder } from './sentinel/rebuild-order';
import type { TransportState } from './transport/transport-state';
import type { SeedStatus } from './seed-status';
import type { Stray } from './sentinel/stray';
import type { Marker, RoleMarker } from './platform/platform';

/** The Redis beside this agent, or another node's as its agent sees it. */
export interface RedisState {
  readonly role: 'primary' | 'replica';
  /** Replica of the placeholder: just started, no role yet (rule R1). */
  readonly nobody: boolean;
  /** Name of the node it replicates from, when that is a node of the plan. */
  readonly source?: string;
  readonly linkUp: boolean;
  /** A full copy is under way: what it holds is neither old nor new. */
  readonly copying: boolean;
  /** On a replica: since when it has heard nothing from its primary, in seconds. */
  readonly staleSeconds: number;
  readonly loading: boolean;
  readonly replicationId: string;
  readonly offset: number;
  readonly keys: number;
  /** Keys that were in the snapshot it loaded when it started, expired ones included. */
  readonly loadedKeys?: number;
  readonly priority: number;
  /** Current `min-replicas-to-write`. */
  readonly minReplicas: number;
  /** It refuses writes for its disk: what INFO says is wrong with it (rule R13). */
  readonly storage?: string;
  /** On a primary: replicas of its own region whose link is up and lag within bounds. */
  readonly goodReplicas: number;
  /** The same of the other region. @default 0 */
  readonly remoteReplicas?: number;
  readonly runId: string;
  readonly processId: number;
}

/** Another node's agent, as it answered last. */
export interface PeerState {
  readonly memory?: Memory;
  readonly redis?: RedisState;
  /** `current-epoch` in the Sentinel file on its disk. */
  readonly sentinelEpoch: number;
  readonly phase: string;
  /** Cluster only. */
  readonly cluster?: ClusterClaim;
  /** Replication only: the newest role marker it knows. */
  readonly role?: KnownRole;
  /** Epoch at which it knew the primary when `redis` was looked at. */
  readonly viewEpoch?: number;
  /** What is wrong with its data volume, absent when nothing is (rule R13). */
  readonly storage?: string;
  /** Its Redis process died and has not been seen since. */
  readonly died?: Death;
  /** Until when automatic moves are paused, in milliseconds since the epoch; absent or 0 when they are not. */
  readonly pausedUntil?: number;
  /** Only in a plan with two regions: the newest region record it knows. */
  readonly region?: RegionRecord;
  /** The region it is in. */
  readonly regionName?: string;
  /** How long before this answer it asked the witness and heard that there is no newer record, in milliseconds. */
  readonly regionReadMsAgo?: number;
  /** Its Redis takes no writes of clients because of a region record. */
  readonly fence?: RegionFence;
  /** On a standby that follows the active region itself: how far it is behind. */
  readonly lag?: RegionLag;
  /** How far it is with its plan's transport; absent from an agent that knows of none. */
  readonly transport?: TransportState;
  /** Kubernetes: which revision of its StatefulSet its pod is, where that is known. */
  readonly revision?: string;
  /** Kubernetes: zone its pod is in, where that is known; elsewhere the plan's domains are. */
  readonly domain?: string;
}

/** The newest role marker an agent knows, and how long ago it asked the store for it, in milliseconds. */
export interface KnownRole {
  readonly marker: RoleMarker;
  /** Absent when it was only told. */
  readonly readMsAgo?: number;
}

/** How the named primary came to be named; replication only. */
export interface RoleChange {
  /** Who was primary before; undefined when there was nobody. */
  readonly previous?: string;
  /** When this agent learned of it, in milliseconds since the epoch. */
  readonly knownSince: number;
  /** Whoever made the change has seen that the one before takes no writes any longer. */
  readonly released: boolean;
  /** The one before is handing over by the engine's FAILOVER. */
  readonly handing: boolean;
}

/** What those who have the say (see `Authority`) say about this node's data set. */
export interface AuthorityView {
  /** How many have a say: Sentinels, primaries of the Cluster; 1 for the role marker. */
  readonly configured: number;
  readonly reachable: number;
  /** Present when a majority of them names the same node: the primary of this node's data set. */
  readonly majority?: { readonly node: string; readonly epoch: number };
  /** When that was last known to be so, in milliseconds since the epoch. @default - now */
  readonly asOf?: number;
  /** Replication: how it came to be so. */
  readonly change?: RoleChange;
  /** Every one of them answers and all name the same node. */
  readonly unanimous: boolean;
  /** A majority of them cannot reach the node they name. */
  readonly majorityDown: boolean;
  /** How many of them cannot reach the node they name. @default - unknown */
  readonly downCount?: number;
  /** One of them at least runs a failover away from the node it names. */
  readonly failoverInProgress: boolean;
}

/** One line of CLUSTER NODES, in the plan's names. */
export interface ClusterMember {
  readonly id: string;
  /** Node of the plan at that address; undefined when there is none. */
  readonly node?: string;
  /** Node that had this id when it was last seen with an address: an id whose address another one took has none. */
  readonly was?: string;
  readonly host: string;
  readonly port: number;
  /** `myself`, `master`, `slave`, `fail?`, `fail`, `handshake`, `noaddr`, ... */
  readonly flags: string[];
  /** Id of the primary it replicates, undefined for a primary. */
  readonly primaryId?: string;
  readonly configEpoch: number;
  readonly connected: boolean;
  /** Slot ranges it owns, both ends included. */
  readonly slots: { readonly from: number; readonly to: number }[];
}

/** What the Cluster node beside this agent says. */
export interface ClusterFacts {
  readonly myId: string;
  /** `cluster_state:ok`. */
  readonly ok: boolean;
  readonly currentEpoch: number;
  readonly slotsAssigned: number;
  readonly members: ClusterMember[];
  /** Slots on their way out of or into this node, slot to the id of the other end. */
  readonly migrating: Record<string, string>;
  readonly importing: Record<string, string>;
}

/** What a Cluster node's agent tells its peers. */
export interface ClusterClaim {
  readonly id: string;
  /** Whom it calls primary of its own shard, by id, and at which config epoch. */
  readonly primaryId?: string;
  readonly configEpoch: number;
  readonly ok: boolean;
  /** Ids it knows, its own included, and those it has no address for left out. */
  readonly known: string[];
  /** Ids that own slots in its view and answer it. */
  readonly owners: string[];
}

/** Where the plan has a Cluster node. */
export interface ClusterPlace {
  readonly node: string;
  readonly shard: number;
  readonly host: string;
  readonly port: number;
  readonly busPort: number;
}

/** A process that was there and is gone. */
export interface Death {
  readonly processId: number;
  /** When it was noticed, in milliseconds since the epoch. */
  readonly at: number;
}

/** A disk that cannot be written. */
export interface StorageTrouble {
  /** For people. */
  readonly trouble: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Epochs in a Sentinel's own file. */
export interface SentinelFile {
  readonly configEpoch: number;
  readonly currentEpoch: number;
  /** It watches an address that is no node's any longer. */
  readonly stray?: Stray;
}

/** A Redis process that exists and stays silent. */
export interface Unresponsive {
  readonly processId: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** What this node's Redis directory says it was seeded with. */
export interface Seeded {
  readonly backup: string;
  readonly shard: number;
  readonly shards: number;
  /** Keys in it, expired ones included; absent when nobody could count them. */
  readonly keys?: number;
}

/** The backup a deployment is to begin with, as one of its nodes sees it; only until the deployment has been formed. */
export interface Restoring {
  readonly backup: string;
  /** Absent when this node's Redis directory was not seeded. */
  readonly seeded?: Seeded;
  /** How the seeding of this node goes, while Redis is not up. */
  readonly status?: SeedStatus;
}

/** Everything a decision rests on. */
export interface Situation {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly node: string;
  readonly hasData: boolean;
  readonly hasSentinel: boolean;
  readonly bootstrapNode: string;
  readonly topology: TopologyKind;
  /** Data nodes that may hold this node's data, this one included: all of the plan, in a Cluster those of its shard. */
  readonly dataNodes: string[];
  readonly settings: Settings;
  readonly memory?: Memory;
  /** `undefined`: there is none. `unknown`: it could not be read, so nothing that depends on it may happen. */
  readonly marker: Marker | undefined | 'unknown';
  readonly redis?: RedisState;
  /** The process beside this agent is there but does not answer, and since when. */
  readonly unresponsive?: Unresponsive;
  /** The process beside this agent was there and is gone (rule R6). */
  readonly died?: Death;
  /** What is wrong with this node's data volume, and since when (rule R13). */
  readonly storage?: StorageTrouble;
  /** Cluster only: what the node beside this agent says; undefined while it does not answer. */
  readonly cluster?: ClusterFacts;
  /** Cluster only: every data node of the plan, in its order. */
  readonly clusterPlaces?: ClusterPlace[];
  /** Cluster only: the same of the other region. @default - there is one region */
  readonly remotePlaces?: ClusterPlace[];
  /** Cluster only: shard of this node. */
  readonly shard?: number;
  /** Whom this node should copy from while the named node is primary; replication only. */
  readonly upstream?: string;
  /** Until when automatic moves are paused here, in milliseconds since the epoch. */
  readonly pausedUntil?: number;
  /** Present when the deployment is to begin with a backup and this node does not know it to be formed. */
  readonly restore?: Restoring;
  readonly view: AuthorityView;
  /** Id for a deployment that begins now. */
  readonly freshId: string;
  /** Latest fresh answers of the other nodes' agents; missing when unreachable. */
  readonly peers: Record<string, PeerState>;
  /**
   * What each other node's agent last said: the id of the deployment it remembers as formed, '' for none. Missing are those
   * not heard since this agent began. @default - nobody was heard
   */
  readonly heard?: Record<string, string>;
  /** When a Sentinel majority last named this node, 0 for never. */
  readonly namedAt: number;
  /** When it was first seen that no data node is primary or eligible to become it; 0 when one is. */
  readonly outageSince: number;
  /** When this agent began to look. */
  readonly startedAt: number;
  /** Sentinel nodes of the plan, this one included where it is one. */
  readonly sentinelNodes: string[];
  /** What the file of the Sentinel beside this agent says; undefined when there is none. */
  readonly sentinelFile?: SentinelFile;
  /** Who may take writes; absent in a plan with one region. */
  readonly region?: RegionView;
  /** Data nodes of the other region that may hold this node's data, in the plan's order. @default - there is one region */
  readonly remoteNodes?: string[];
  /** Latest fresh answers of the other region's agents; missing when unreachable. @default - there is one region */
  readonly remote?: Record<string, PeerState>;
  /** An operator's order to begin again without a Sentinel majority. */
  readonly order?: RebuildOrder;
  /** This agent is stopping: nothing may be handed to it. */
  readonly stopping: boolean;
  /** A handover run by this agent owns the fence at the moment. */
  readonly handingOver: boolean;
}
