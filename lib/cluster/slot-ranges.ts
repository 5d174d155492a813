import type { SlotRange } from '../redis';

/** Hash slots of every Cluster. @see https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/ */
export const SLOTS = 16_384;

/**
 * The slots of a shard when a Cluster is formed: an even, contiguous stretch.
 *
 * @param shard from 1
 */
export function firstSlots(shard: number, shards: number): SlotRange {
  const begin = (index: number): number => Math.floor((index * SLOTS) / shards);
  return { from: begin(shard - 1), to: begin(shard) - 1 };
}

/** Sorted slots as stretches. */
export function asRanges(slots: number[]): SlotRange[] {
  const ranges: { from: number; to: number }[] = [];
  for (const slot of slots) {
    const last = ranges.at(-1);
    if (last?.to === slot - 1) {
      last.to = slot;
    } else {
      ranges.push({ from: slot, to: slot });
    }
  }
  return ranges;
}

/** Every slot of those stretches, in order. */
export function slotsIn(ranges: SlotRange[]): number[] {
  const all = ranges.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, index) => from + index));
  return all.sort((a, b) => a - b);
}
