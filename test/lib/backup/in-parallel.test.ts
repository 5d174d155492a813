import { inParallel } from '../../../lib/backup/in-parallel';

test('order of the items, and never more at once than the limit', async () => {
  let now = 0;
  let most = 0;
  const results = await inParallel([5, 1, 3, 2, 4], 2, async (item, index) => {
    now += 1;
    most = Math.max(most, now);
    for (let turn = 0; turn < item; turn += 1) {
      await new Promise(setImmediate);
    }
    now -= 1;
    return item * 10 + index;
  });
  expect(results).toEqual([50, 11, 32, 23, 44]);
  expect(most).toBe(2);
});

test('after a failure nothing is begun, and what runs is awaited', async () => {
  const seen: string[] = [];
  await expect(inParallel([1, 2, 3, 4], 2, async (item) => {
    seen.push(`begins ${item}`);
    if (item === 1) {
      throw new Error('one');
    }
    await new Promise(setImmediate);
    seen.push(`ends ${item}`);
  })).rejects.toThrow('one');
  expect(seen).toEqual(['begins 1', 'begins 2', 'ends 2']);
});
