import { firstRecord, mayWrite, parseRecord, recordText, type RegionRecord } from '../../../lib/region';

const first = firstRecord('demo', 'region-1', '2026-01-01T00:00:00Z', 'formed by node-1');

test('the first record names the region that formed the deployment, below every epoch', () => {
  expect(first).toMatchObject({ epoch: 1, active: 'region-1', roleEpoch: 0 });
  expect(first.primaries).toBeUndefined();
});

test('a record reads back as it was, whatever the order of its members', () => {
  const record: RegionRecord = { ...first, epoch: 3, moving: { to: 'region-2' }, primaries: { 1: 'r2-node-1' }, roleEpoch: 7 };
  expect(parseRecord(recordText(record), 'demo')).toEqual(record);
  expect(recordText(Object.fromEntries(Object.entries(record).reverse()) as unknown as RegionRecord)).toBe(recordText(record));
});

test.each([
  ['no JSON', '{"schemaVersion":1', 'is no JSON'],
  ['half a record', JSON.stringify({ schemaVersion: 1, deployment: 'demo', epoch: 2 }), 'not one that this version understands'],
  ['a newer schema', JSON.stringify({ ...first, schemaVersion: 2 }), 'not one that this version understands'],
  ['no whole epoch', JSON.stringify({ ...first, epoch: 1.5 }), 'not one that this version understands'],
  ['epoch 0', JSON.stringify({ ...first, epoch: 0 }), 'not one that this version understands'],
  ['a move to nowhere', JSON.stringify({ ...first, moving: {} }), 'not one that this version understands'],
  ['primaries that are no names', JSON.stringify({ ...first, primaries: { 1: 2 } }), 'not one that this version understands'],
  ['another deployment', JSON.stringify({ ...first, deployment: 'other' }), 'two deployments share one witness prefix'],
])('%s is not believed', (_, text, message) => {
  expect(() => parseRecord(text, 'demo')).toThrow(message);
});

test('only the active region may write, and nobody while the deployment moves', () => {
  expect([mayWrite(first, 'region-1'), mayWrite(first, 'region-2')]).toEqual([true, false]);
  expect(mayWrite({ ...first, moving: { to: 'region-2' } }, 'region-1')).toBe(false);
});
