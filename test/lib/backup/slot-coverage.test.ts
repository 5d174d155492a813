import { firstSlots } from '../../../lib/cluster';
import { slotProblems } from '../../../lib/backup/slot-coverage';

const even = [1, 2, 3].map((shard) => ({ shard, slots: [firstSlots(shard, 3)] }));

test('every slot once', () => {
  expect(slotProblems(even)).toEqual([]);
});

test('missing, doubled and impossible slots are named', () => {
  expect(slotProblems(even.slice(0, 2))).toEqual(['no shard has the slots 10922-16383: keys of theirs are not in this backup']);
  expect(slotProblems([...even, { shard: 4, slots: [{ from: 5, to: 5 }, { from: 7, to: 9 }] }]))
    .toEqual(['more than one shard has the slots 5, 7-9']);
  expect(slotProblems([...even, { shard: 4, slots: [{ from: 9, to: 7 }, { from: 0, to: 99_999_999 }] }])).toHaveLength(2);
});
