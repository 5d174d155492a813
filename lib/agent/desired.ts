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
  /** Write the first sentinel.conf. */
  readonly startSentinel?: SentinelStart;
  /** Ask one Sentinel for a failover, after this node has become eligible there (rule R5). */
  readonly askFailover?: boolean;
  /** Kill the Redis process beside this agent: it hangs as a primary that was replaced. */
  readonly killRedis?: boolean;
}
