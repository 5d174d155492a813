import type { SlotRange } from '../../redis';
import type { ObservedNode, SilentNode } from './observed-node';

/** The servers of one shard. */
export interface ShardNodes {
  /** From 1, in the order of the first slot. */
  readonly shard: number;
  /** Slots it owns; empty when it is not a Cluster. */
  readonly slots: SlotRange[];
  /** Absent when it does not answer. */
  readonly primary?: ObservedNode;
  readonly replicas: ObservedNode[];
  /** Members, or servers of the target that may be, which do not answer. */
  readonly missing: SilentNode[];
}

/** A deployment's servers, put in order. */
export interface Arrangement {
  readonly cluster: boolean;
  readonly shards: ShardNodes[];
  /** What is odd and no reason to stop. */
  readonly findings: string[];
}

/** `a, b and c`. */
export function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
