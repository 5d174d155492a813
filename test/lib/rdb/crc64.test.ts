import fc from 'fast-check';
import { Crc64 } from '../../../lib/rdb';

const POLYNOMIAL = 0x95ac9329ac4bc9b5n;

/** As it is defined, one bit after the other. */
function slowly(bytes: Uint8Array): string {
  let crc = 0n;
  for (const byte of bytes) {
    crc ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 1n ? (crc >> 1n) ^ POLYNOMIAL : crc >> 1n;
    }
  }
  return crc.toString(16).padStart(16, '0');
}

test('the check value of the polynomial', () => {
  const crc = new Crc64().update(Buffer.from('123456789'));
  expect(crc.digest()).toBe('e9c6d914c4b8d9ca');
  expect(crc.bytes().toString('hex')).toBe('cad9b8c414d9c6e9');
  expect(new Crc64().digest()).toBe('0'.repeat(16));
});

test('any bytes in any pieces, several at a time', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(300), fc.nat(300), (bytes, a, b) => {
    const [from, to] = [Math.min(a, b), Math.max(a, b)];
    const [crc, other] = [new Crc64(), new Crc64()];
    crc.update(bytes.subarray(0, from));
    other.update(bytes);
    crc.update(bytes.subarray(from, to)).update(bytes.subarray(to));
    expect([crc.digest(), other.digest()]).toEqual([slowly(bytes), slowly(bytes)]);
  }));
});

test('more bytes than fit into its memory', () => {
  const bytes = Buffer.alloc(150_001, 'some text that repeats');
  expect(new Crc64().update(bytes).digest()).toBe(slowly(bytes));
});
