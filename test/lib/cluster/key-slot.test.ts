import { keySlot } from '../../../lib/cluster';

// From the cluster specification and `CLUSTER KEYSLOT` of 7.0.15.
test.each([
  ['123456789', 0x31c3], ['foo', 12182], ['{user1000}.following', keySlot('user1000')], ['foo{}{bar}', 8363], ['foo{{bar}}zap', keySlot('{bar')],
])('%s', (key, slot) => {
  expect(keySlot(key)).toBe(slot);
});

test('a key of bytes that are no text', () => {
  expect(keySlot(Buffer.from('user1000'))).toBe(keySlot('user1000'));
  // As CLUSTER KEYSLOT of Redis 7.0.15 says.
  expect(keySlot(Uint8Array.of(0xff, 0x00, 0x7b, 0xfe, 0x7d))).toBe(keySlot(Uint8Array.of(0xfe)));
  expect(keySlot(Uint8Array.of(0xfe))).toBe(3793);
});
