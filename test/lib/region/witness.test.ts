import { firstRecord, newestRecord, type RegionRecord } from '../../../lib/region';

const first = firstRecord('demo', 'region-1', '', 'test');

function holding(records: RegionRecord[], asked: number[] = []) {
  return {
    read: async (epoch: number) => { asked.push(epoch); return records.find((record) => record.epoch === epoch); },
    create: async (record: RegionRecord) => record,
  };
}

test('the newest is the last before the first number that is missing', async () => {
  const records = [1, 2, 3].map((epoch) => ({ ...first, epoch }));
  expect(await newestRecord(holding(records))).toEqual(records[2]);
  expect(await newestRecord(holding([]))).toBeUndefined();
});

test('from one that is known to be there no older one is read', async () => {
  const asked: number[] = [];
  expect(await newestRecord(holding([1, 2, 3].map((epoch) => ({ ...first, epoch })), asked), 3)).toMatchObject({ epoch: 3 });
  expect(asked).toEqual([3, 4]);
});
