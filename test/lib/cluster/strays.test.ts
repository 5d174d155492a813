import { findStrays, markedSlots, whyKeysAreLeft, type ShardPrimary } from '../../../lib/cluster';
import { FakeLink } from '../agent/fake-link';

const primary = (shard: number, slots: number[], over: Partial<ShardPrimary> = {}): ShardPrimary =>
  ({ shard, node: `shard-${shard}-1`, id: `id-${shard}`, ids: [], slots, migrating: {}, importing: {}, reaches: [], ...over });
const two = [primary(1, [5], { migrating: { 5: 'x' } }), primary(2, [7], { importing: { 9: 'y', 5: 'id-1' } })];
const links = new Map(two.map(({ node }) => [node, new FakeLink((command) => (node === 'shard-2-1' && command.endsWith(' 5') ? 3 : 0)).link]));

test('keys at a primary that does not own their slot are found, among all slots or some', async () => {
  expect(await findStrays(two, links)).toEqual([{ slot: 5, shard: 2, keys: 3 }]);
  expect(await findStrays(two, links, [7, 9])).toEqual([]);
  expect(markedSlots(two).sort()).toEqual([5, 9]);
});

test('scaling does not end while any is left, and says what to do', async () => {
  expect(whyKeysAreLeft([], two)).toBe('');
  expect(whyKeysAreLeft(await findStrays(two, links), two)).toMatch(/3 of slot 5, which shard 1 owns .*SETSLOT 5 IMPORTING id-1/);
});
