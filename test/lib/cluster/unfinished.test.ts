import { unfinished, type ShardPrimary } from '../../../lib/cluster';

const primary = (shard: number, slots: number[], over: Partial<ShardPrimary> = {}): ShardPrimary =>
  ({ shard, node: `shard-${shard}-1`, id: `id-${shard}`, ids: [`id-${shard}`], slots, migrating: {}, importing: {}, reaches: [], ...over });

test('a mark at either end says that a slot is under way', () => {
  expect(unfinished([primary(1, [5, 6], { migrating: { 5: 'id-2' } }), primary(2, [7])])).toEqual([{ slot: 5, from: 1, to: 2 }]);
  // The giving primary failed over and its successor has no mark.
  expect(unfinished([primary(1, [5, 6]), primary(2, [7], { importing: { 6: 'id-of-the-dead' } })]))
    .toEqual([{ slot: 6, from: 1, to: 2, changed: true }]);
});

test('a slot that has arrived is done, whatever marks are left', () => {
  expect(unfinished([primary(1, [6], { migrating: { 5: 'id-2' } }), primary(2, [5])])).toEqual([]);
});

test('a mark that names an id of before is the mark of its shard', () => {
  const failedOver = [primary(1, [5], { migrating: { 5: 'id-2-before' } }), primary(2, [7], { ids: ['id-2', 'id-2-before'] })];
  expect(unfinished(failedOver)).toEqual([{ slot: 5, from: 1, to: 2 }]);
});

test('a mark that names nobody is the mark of where keys have arrived', () => {
  const unknown = [primary(1, [5], { migrating: { 5: 'gone' } }), primary(2, [7]), primary(3, [8])];
  expect(unfinished(unknown)).toEqual([]);
  expect(unfinished(unknown, [{ slot: 5, shard: 3, keys: 2 }])).toEqual([{ slot: 5, from: 1, to: 3 }]);
});

test('another giver than the one that began is noticed, also when it is the same node again', () => {
  const before = primary(2, [7], { importing: { 6: 'id-1-before' } });
  expect(unfinished([primary(1, [6]), before])).toEqual([{ slot: 6, from: 1, to: 2, changed: true }]);
  // A run after the one that noticed: the taker's mark still names the one before.
  expect(unfinished([primary(1, [6], { migrating: { 6: 'id-2' } }), before])).toEqual([{ slot: 6, from: 1, to: 2, changed: true }]);
  const again = [primary(1, [6]), primary(2, [7], { importing: { 6: 'id-1' } })];
  expect(unfinished(again, [{ slot: 6, shard: 2, keys: 1 }])).toEqual([{ slot: 6, from: 1, to: 2, changed: true }]);
  expect(unfinished(again)).toEqual([{ slot: 6, from: 1, to: 2 }]);
});
