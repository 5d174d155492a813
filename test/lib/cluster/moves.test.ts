import { firstSlots, movesToEven, SLOTS, slotsIn, type ShardSlots } from '../../../lib/cluster';

function formed(shards: number, leaving: number[] = [], empty = 0): ShardSlots[] {
  return [
    ...Array.from({ length: shards }, (_, index) => ({
      shard: index + 1, leaving: leaving.includes(index + 1), slots: slotsIn([firstSlots(index + 1, shards)]),
    })),
    ...Array.from({ length: empty }, (_, index) => ({ shard: shards + index + 1, leaving: false, slots: [] })),
  ];
}

function after(shards: ShardSlots[]): Map<number, number[]> {
  const owner = new Map(shards.map(({ shard, slots }) => [shard, new Set(slots)]));
  for (const { slot, from, to } of movesToEven(shards)) {
    expect(owner.get(from)!.delete(slot)).toBe(true);
    owner.get(to)!.add(slot);
  }
  return new Map([...owner].map(([shard, slots]) => [shard, [...slots]]));
}

test('an even Cluster stays as it is', () => {
  expect(movesToEven(formed(3))).toEqual([]);
});

test('out: the new shard gets its share and nobody else anything', () => {
  const shards = formed(3, [], 1);
  expect([...after(shards).values()].map(({ length }) => length)).toEqual([4096, 4096, 4096, 4096]);
  expect(movesToEven(shards).every(({ to }) => to === 4)).toBe(true);
  expect(movesToEven(shards)).toHaveLength(4096);
});

test('in: who leaves keeps nothing, and only its slots move', () => {
  const shards = formed(4, [4]);
  const left = after(shards);
  expect(left.get(4)).toEqual([]);
  expect([...left.values()].flat()).toHaveLength(SLOTS);
  expect(Math.max(...[1, 2, 3].map((shard) => left.get(shard)!.length)) - 5461).toBeLessThanOrEqual(1);
  expect(movesToEven(shards).every(({ from }) => from === 4)).toBe(true);
});
