import type { Settings } from '../model';
import type { Memory } from './memory';
import type { RebuildOrder } from './rebuild-order';
import type { Marker } from './platform/platform';

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
  readonly priority: number;
  /** Current `min-replicas-to-write`. */
  readonly minReplicas: number;
  /** On a primary: replicas whose link is up and lag within bounds. */
  readonly goodReplicas: number;
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
}

/** What the configured Sentinels say. */
export interface SentinelView {
  readonly configured: number;
  readonly reachable: number;
  /** Present when a majority of the configured Sentinels names the same node. */
  readonly majority?: { readonly node: string; readonly epoch: number };
  /** Every configured Sentinel answers and all name the same node. */
  readonly unanimous: boolean;
  /** A majority of them cannot reach the node they name. */
  readonly majorityDown: boolean;
  /** One of them at least runs a failover away from the node it names. */
  readonly failoverInProgress: boolean;
}

/** Epochs in a Sentinel's own file. */
export interface SentinelFile {
  readonly configEpoch: number;
  readonly currentEpoch: number;
}

/** A Redis process that exists and stays silent. */
export interface Unresponsive {
  readonly processId: number;
  /** Milliseconds since the epoch. */
  readonly since: number;
}

/** Everything a decision rests on. */
export interface Situation {
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly node: string;
  readonly hasData: boolean;
  readonly hasSentinel: boolean;
  readonly bootstrapNode: string;
  /** Data nodes of the plan, this one included. */
  readonly dataNodes: string[];
  readonly settings: Settings;
  readonly memory?: Memory;
  /** `undefined`: there is none. `unknown`: it could not be read, so nothing that depends on it may happen. */
  readonly marker: Marker | undefined | 'unknown';
  readonly redis?: RedisState;
  /** The process beside this agent is there but does not answer, and since when. */
  readonly unresponsive?: Unresponsive;
  readonly view: SentinelView;
  /** Id for a deployment that begins now. */
  readonly freshId: string;
  /** Latest fresh answers of the other nodes' agents; missing when unreachable. */
  readonly peers: Record<string, PeerState>;
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
  /** An operator's order to begin again without a Sentinel majority. */
  readonly order?: RebuildOrder;
  /** This agent is stopping: nothing may be handed to it. */
  readonly stopping: boolean;
  /** A handover run by this agent owns the fence at the moment. */
  readonly handingOver: boolean;
}
