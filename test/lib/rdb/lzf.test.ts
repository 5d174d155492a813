import { RdbError } from '../../../lib/rdb';
import { decompressLzf } from '../../../lib/rdb/lzf';

const packed = (...bytes: number[]): Uint8Array => Uint8Array.from(bytes);

test('literals and repetitions, also of what is being written', () => {
  expect(decompressLzf(packed(2, 97, 98, 99), 3, 0).toString()).toBe('abc');
  // Three letters, then four from three back; then eleven from one back, in the long form.
  expect(decompressLzf(packed(2, 97, 98, 99, 0x40, 2, 0xe0, 2, 0), 18, 0).toString()).toBe('abcabca'.padEnd(18, 'a'));
});

test.each([
  ['a length no such bytes have', packed(0, 97), 1_000_000_000],
  ['fewer bytes than said', packed(0, 97), 2],
  ['more bytes than said', packed(2, 97, 98, 99), 2],
  ['literals that are not there', packed(5, 97), 6],
  ['a repetition from before the beginning', packed(0, 97, 0x20, 5), 4],
  ['a repetition that is cut off', packed(0, 97, 0x20), 4],
  ['a long repetition that is cut off', packed(0, 97, 0xe0), 12],
])('%s is an error', (_, input, length) => {
  expect(() => decompressLzf(input, length, 77)).toThrow(RdbError);
  expect(() => decompressLzf(input, length, 77)).toThrow('byte 77');
});
