import { asRanges, SLOTS } from '../cluster/slot-ranges';
import type { SlotRange } from '../redis';

/** Why those shards are not every slot of a Cluster exactly once; empty when they are. */
export function slotProblems(shards: readonly { readonly shard: number; readonly slots: readonly SlotRange[] }[]): string[] {
  const owner = new Array<number>(SLOTS).fill(0);
  const problems: string[] = [];
  const twice: number[] = [];
  for (const { shard, slots } of shards) {
    for (const { from, to } of slots) {
      if (from > to || to >= SLOTS) {
        problems.push(`shard ${shard} says it has the slots ${from}-${to}, which there are not`);
        continue;
      }
      for (let slot = from; slot <= to; slot += 1) {
        if (owner[slot] !== 0) {
          twice.push(slot);
        }
        owner[slot] = shard;
      }
    }
  }
  const nobodys = owner.flatMap((shard, slot) => (shard === 0 ? [slot] : []));
  return [
    ...problems,
    ...(nobodys.length === 0 ? [] : [`no shard has the slots ${text(nobodys)}: keys of theirs are not in this backup`]),
    ...(twice.length === 0 ? [] : [`more than one shard has the slots ${text(twice.sort((a, b) => a - b))}`]),
  ];
}

function text(slots: number[]): string {
  const ranges = asRanges([...new Set(slots)]);
  const shown = ranges.slice(0, 5).map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(', ');
  return ranges.length > 5 ? `${shown} and more` : shown;
}
