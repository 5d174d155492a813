import { asRanges, firstSlots, SLOTS, slotsIn } from '../../../lib/cluster';

test.each([3, 4, 7, 30])('%s shards share all slots, evenly and without a gap', (shards) => {
  const ranges = Array.from({ length: shards }, (_, index) => firstSlots(index + 1, shards));
  expect(slotsIn(ranges)).toEqual(Array.from({ length: SLOTS }, (_, slot) => slot));
  const sizes = ranges.map(({ from, to }) => to - from + 1);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
});

test('sorted slots become stretches', () => {
  expect(asRanges([1, 2, 3, 7, 9, 10])).toEqual([{ from: 1, to: 3 }, { from: 7, to: 7 }, { from: 9, to: 10 }]);
});
