import type { SentinelStart } from '../config';
import type { Memory } from './memory';

export type Phase = 'forming' | 'serving' | 'waiting' | 'refusing';

/** What should be so, and why; the agent makes it so and asks again. */
export interface Desired {
  readonly phase: Phase;
  readonly reason: string;
  /** Absent: leave the role as it is. */
  readonly role?: { readonly become: 'primary' } | { readonly follow: string };
  /** Whether Sentinel may promote this node. Absent: leave it. */
  readonly eligible?: boolean;
  /** Whether a primary takes writes. Absent: leave it. */
  readonly writable?: boolean;
  /** Becomes this node's memory, before anything above is done. */
  readonly remember?: Memory;
  /** Claim the outside marker for this deployment id. */
  readonly claim?: string;
  /** Put the outside marker back for this deployment id: it was there, and is empty. */
  readonly restoreMarker?: string;
  /** Replication: name this node as the first primary in the role marker. */
  readonly claimRole?: boolean;
  /** Replication: name the primary of a region that has become the active one in its role marker, at that epoch. */
  readonly nameRole?: { readonly primary: string; readonly epoch: number };
  /** Write the first sentinel.conf. */
  readonly startSentinel?: SentinelStart;
  /** End the Sentinel beside this agent and remove its file: its region is not the active one. */
  readonly stopSentinel?: boolean;
  /** Create the first region record: this region is the active one. */
  readonly declareRegion?: boolean;
  /** This node led and is about to follow another region: this node there says what it never received. */
  readonly discards?: string;
  /** Ask one Sentinel for a failover, after this node has become eligible there (rule R5). */
  readonly askFailover?: boolean;
  /** Ask one Sentinel to fail over from this node, whose process has died (rule R6). */
  readonly crashFailover?: boolean;
  /**
   * Cluster: commands for the node beside this agent, without the leading CLUSTER, in order; for example
   * `['MEET', '10.0.0.2', '6379', '16379']` or `['FAILOVER', 'FORCE']`. One that fails is logged and decided again.
   */
  readonly cluster?: string[][];
  /** Cluster: whether replicas may copy all this node has (see `COPIES_NOTHING`). Absent: leave it. */
  readonly copyable?: boolean;
  /** This primary's process is gone: have the best replica take over at once (rule R6). */
  readonly replaceDead?: boolean;
  /** Kill the Redis process beside this agent: it hangs as a primary that was replaced. */
  readonly killRedis?: boolean;
}
