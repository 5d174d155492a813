import { planned } from '../../../lib/cluster/scale-to';
import { firstSlots, slotsIn, type ShardPrimary } from '../../../lib/cluster';

const primary = (shard: number, slots: number[], over: Partial<ShardPrimary> = {}): ShardPrimary =>
  ({ shard, node: `shard-${shard}-1`, id: `id-${shard}`, ids: [`id-${shard}`], slots, migrating: {}, importing: {}, reaches: [], ...over });

test('what was begun comes first and is not moved twice', () => {
  const three = [1, 2, 3].map((shard) => primary(shard, slotsIn([firstSlots(shard, 3)])));
  const begun = [{ ...three[0]!, migrating: { 17: 'id-4' } }, three[1]!, three[2]!, primary(4, [])];
  const moves = planned(begun, 4);
  expect(moves[0]).toEqual({ slot: 17, from: 1, to: 4 });
  expect(moves.filter(({ slot }) => slot === 17)).toHaveLength(1);
  expect(moves).toHaveLength(4096);
});

test('a move that was begun towards a shard that is to leave is finished, and moved on by the next plan', () => {
  const four = [1, 2, 3, 4].map((shard) => primary(shard, slotsIn([firstSlots(shard, 4)])));
  const moves = planned([{ ...four[0]!, migrating: { 17: 'id-4' } }, ...four.slice(1)], 3);
  expect(moves[0]).toEqual({ slot: 17, from: 1, to: 4 });
  expect(moves.slice(1).every(({ from, to }) => from === 4 && to <= 3)).toBe(true);
  const without = four[0]!.slots.filter((slot) => slot !== 17);
  const arrived = [primary(1, without), four[1]!, four[2]!, primary(4, [17, ...four[3]!.slots])];
  expect(planned(arrived, 3).some(({ slot, from }) => slot === 17 && from === 4)).toBe(true);
});
