import { SLOTS } from './slot-ranges';

/** A shard as slots are counted. */
export interface ShardSlots {
  readonly shard: number;
  /** Slots it owns now, in order. */
  readonly slots: number[];
  /** It gives all its slots away. */
  readonly leaving: boolean;
}

/** One slot that changes its shard. */
export interface SlotMove {
  readonly slot: number;
  readonly from: number;
  readonly to: number;
  /** It was begun with another giver, which failed over since. @default - false */
  readonly changed?: boolean;
}

/**
 * The fewest moves after which the shards that stay have the same number of slots, give or take one, and those that
 * leave have none. Deterministic, so that a second run after an interruption goes on where the first was.
 */
export function movesToEven(shards: ShardSlots[]): SlotMove[] {
  const staying = shards.filter(({ leaving }) => !leaving);
  const quota = quotas(staying);
  const spare = shards.flatMap(({ shard, slots, leaving }) =>
    slots.slice(leaving ? 0 : quota.get(shard)!).map((slot) => ({ slot, from: shard })));
  return staying.flatMap(({ shard, slots }) =>
    spare.splice(0, Math.max(0, quota.get(shard)! - slots.length)).map((move) => ({ ...move, to: shard })));
}

/** Whoever has most already keeps the odd slot. */
function quotas(staying: ShardSlots[]): Map<number, number> {
  const base = Math.floor(SLOTS / staying.length);
  const odd = SLOTS % staying.length;
  const byWealth = [...staying].sort((a, b) => b.slots.length - a.slots.length || a.shard - b.shard);
  return new Map(byWealth.map(({ shard }, index) => [shard, base + (index < odd ? 1 : 0)]));
}
