import type { ShardPrimary } from './cluster-map';
import type { SlotMove } from './moves';
import type { Stray } from './strays';

/**
 * Slots that an interrupted run left half way, and where they were to go. A mark names an id that may have been replaced
 * since: any id of a shard stands for it, and where nobody knows it any more, the keys that have arrived say where.
 */
export function unfinished(primaries: ShardPrimary[], strays: Stray[] = []): SlotMove[] {
  const shardOf = (id: string): number | undefined => primaries.find((each) => each.id === id || each.ids.includes(id))?.shard;
  const owner = (slot: number): ShardPrimary | undefined => primaries.find(({ slots }) => slots.includes(slot));
  const half = new Map<number, number>();
  for (const { shard, importing, migrating } of primaries) {
    Object.keys(importing).forEach((slot) => half.set(Number(slot), shard));
    Object.entries(migrating).forEach(([slot, id]) => {
      const arrived = strays.filter((stray) => stray.slot === Number(slot));
      const to = shardOf(id) ?? (arrived.length === 1 ? arrived[0]!.shard : undefined);
      if (to !== undefined) {
        half.set(Number(slot), to);
      }
    });
  }
  return [...half].flatMap(([slot, to]) => {
    const giver = owner(slot);
    const taker = primaries.find(({ shard }) => shard === to)!;
    return giver === undefined || giver === taker ? []
      : [{ slot, from: giver.shard, to, ...(changed(slot, giver, taker, strays) ? { changed: true } : {}) }];
  });
}

/** Another one gives than the one that began: it has no mark of its own, or the taker's mark names the one before. */
function changed(slot: number, giver: ShardPrimary, taker: ShardPrimary, strays: Stray[]): boolean {
  const from = taker.importing[slot];
  const arrived = strays.some((stray) => stray.slot === slot && stray.shard === taker.shard);
  return (from !== undefined && from !== giver.id) || (giver.migrating[slot] === undefined && arrived);
}
