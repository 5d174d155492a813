import { firstRecord, newestRecord, putBack, type RegionRecord, type Witness } from '../../../lib/region';

const record: RegionRecord = { ...firstRecord('demo', 'region-2', '', 'test'), epoch: 4, primaries: { 1: 'r2-node-1' }, roleEpoch: 20 };

function holding(records: Map<number, RegionRecord>, created: number[] = []): Witness {
  return {
    read: async (epoch) => records.get(epoch),
    create: async (next) => {
      created.push(next.epoch);
      records.set(next.epoch, records.get(next.epoch) ?? next);
      return records.get(next.epoch)!;
    },
  };
}

test('whoever begins with nothing, or with an older record, is led to it, and sees nothing on the way that it does not say', async () => {
  const records = new Map<number, RegionRecord>();
  expect(await putBack(holding(records), record)).toEqual(record);
  expect(await newestRecord(holding(records))).toEqual(record);
  expect([...records.values()].map(({ active, moving, roleEpoch }) => [active, moving, roleEpoch])).toEqual(Array(4).fill(['region-2', undefined, 20]));
});

test('what is still there stays, and another record of its epoch is told', async () => {
  const first = firstRecord('demo', 'region-1', '', 'real');
  const other = { ...record, active: 'region-1' };
  const records = new Map([[1, first], [4, other]]);
  expect(await putBack(holding(records), record)).toEqual(other);
  expect(records.get(1)).toEqual(first);
});

test('the record itself comes last: until then whoever notices begins again', async () => {
  const created: number[] = [];
  await putBack(holding(new Map(), created), record);
  expect(created).toEqual([1, 2, 3, 4]);
});
