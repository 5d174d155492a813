import { SentinelPlacement, Topology } from '../../../lib/model';

test('defaults: two replicas, three Sentinels beside the data, the smallest majority', () => {
  expect(Topology.sentinel()).toMatchObject({
    kind: 'sentinel', replicas: 2, sentinels: 3, quorum: 2, placement: SentinelPlacement.BESIDE_DATA,
  });
  expect(Topology.sentinel({ sentinels: 5 }).quorum).toBe(3);
});

test.each([
  ['two Sentinels', { sentinels: 2 }, /^topology\.sentinels: got 2: .*; use 3 \(or 5\)$/],
  ['one Sentinel', { sentinels: 1 }, /^topology\.sentinels: got 1: .*; use 3 \(or 5\)$/],
  ['an even number of Sentinels', { sentinels: 4 }, /^topology\.sentinels: got 4: an even number .*; use 3 or 5$/],
  ['a fraction of a Sentinel', { sentinels: 3.5 }, /^topology\.sentinels: got 3\.5; give a whole number/],
  ['a quorum that is no majority', { sentinels: 5, quorum: 2 }, /^topology\.quorum: got 2 of 5 .*; use a whole number from 3 to 4$/],
  ['a quorum of one', { sentinels: 3, quorum: 1 }, /^topology\.quorum: got 1 of 3 .*; use 2$/],
  ['a quorum of all Sentinels', { sentinels: 3, quorum: 3 }, /^topology\.quorum: got 3 of 3 .*the loss of any one.*; use 2$/],
  ['a quorum beyond all Sentinels', { sentinels: 5, quorum: 6 }, /^topology\.quorum: got 6 of 5 .*; use a whole number from 3 to 4$/],
  ['no replica', { replicas: 0 }, /^topology\.replicas: got 0; give a whole number from 1 to 15$/],
])('%s is refused, with the field and the fix', (_, options, message) => {
  expect(() => Topology.sentinel(options)).toThrow(message);
});
