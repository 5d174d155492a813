import type { RegionRecord } from '../record';

/** What a node's agent says, as far as a promotion rests on it. Epochs and offsets are of the node's data set. */
export interface NodeReport {
  /** Role of its Redis; absent while that does not answer, and on a node without one. */
  readonly role?: 'primary' | 'replica';
  /** It holds data of the deployment, and no copy is under way. */
  readonly holdsData: boolean;
  /** Highest epoch at which it knew its primary. */
  readonly epoch: number;
  /** Highest epoch of any kind that it knows: Sentinel's, the role marker's, the Cluster's. */
  readonly highestEpoch: number;
  /** Replication offset, in bytes. */
  readonly offset: number;
  /** Offsets are compared within one history only; empty when unknown. */
  readonly replicationId: string;
  /** Replica: node it copies from, where that is one of the plan. */
  readonly source?: string;
  /** Replica: connected to where it copies from. */
  readonly linkUp: boolean;
  readonly phase: string;
  /** Newest region record it knows. */
  readonly region?: RegionRecord;
  /** Whether its Redis refuses writes because of the record of that epoch, and has since before `offset` was read. */
  readonly fence?: { readonly epoch: number; readonly confirmed: boolean; readonly offset: number };
  /** Standby: how far it is behind the active region. */
  readonly lag?: { readonly seconds: number; readonly bytes?: number };
}

/** Node name to what its agent said; a node that did not answer is missing. */
export type Reports = Readonly<Record<string, NodeReport>>;
