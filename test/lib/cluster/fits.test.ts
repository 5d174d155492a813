import { whyItDoesNotFit, type ShardMemory } from '../../../lib/cluster/fits';

const MIB = 1024 * 1024;
const shard = (number: number, used: number, limit: number, slots: number): ShardMemory =>
  ({ shard: number, used: used * MIB, limit: limit * MIB, slots });
const moves = Array.from({ length: 100 }, (_, slot) => ({ slot, from: 2, to: 1 }));

test('what comes is counted by the share of its slots', () => {
  expect(whyItDoesNotFit([shard(1, 50, 100, 100), shard(2, 30, 100, 100)], moves)).toBe('');
  expect(whyItDoesNotFit([shard(1, 50, 100, 100), shard(2, 60, 100, 100)], moves))
    .toBe('shard 1 would hold 110 MiB of 100 MiB (maxmemory), more than nine tenths: keep more shards, or give the nodes more memory first');
});

test('without a limit everything fits, and who only gives is never full', () => {
  expect(whyItDoesNotFit([shard(1, 50, 0, 100), shard(2, 600, 100, 100)], moves)).toBe('');
});
