import { keySlot } from '../../../lib/cluster';

// From the cluster specification and `CLUSTER KEYSLOT` of 7.0.15.
test.each([
  ['123456789', 0x31c3], ['foo', 12182], ['{user1000}.following', keySlot('user1000')], ['foo{}{bar}', 8363], ['foo{{bar}}zap', keySlot('{bar')],
])('%s', (key, slot) => {
  expect(keySlot(key)).toBe(slot);
});
