import fc from 'fast-check';
import { RdbError, RdbScanner, selectSlots } from '../../../lib/rdb';
import { Opcode } from '../../../lib/rdb/opcodes';
import { OLD_TYPES } from './old-types';
import { bytes, file, length, lzf, opcode, record, string } from './rdb-file';
import { inPieces, scan } from './scanning';

const LIBRARY = opcode(Opcode.FUNCTION, string('#!lua name=mylib\nreturn 1'));
const SMALL = file([
  opcode(Opcode.AUX, string('redis-ver'), string('7.0.15')), LIBRARY, opcode(Opcode.SELECT, length(0)),
  opcode(Opcode.RESIZE, length(3), length(1)),
  ...Object.values(OLD_TYPES), opcode(Opcode.EXPIRY_MS, bytes(8, 1)), record(0, 'key', lzf('some value')),
  record(16, 'hash', string('x'.repeat(100))), opcode(Opcode.SELECT, length(300)), record(5, 'zset', length(1), string('a'), bytes(8)),
]);

/** What comes of scanning it: with and without a listener, and while it is selected from. */
async function outcomes(content: Buffer, size: number): Promise<unknown[]> {
  const failure = (work: () => unknown): unknown => {
    try {
      return work();
    } catch (thrown) {
      return thrown;
    }
  };
  const everything = { key: () => true, value: () => undefined, moduleData: () => undefined };
  const selection = selectSlots([inPieces(content, size)], { keep: (slot) => slot === 1 }, { slotOf: (key) => key.length % 2 });
  const selected = (async () => {
    for await (const _ of selection) {
      // Only whether it fails counts.
    }
  })().catch((thrown: unknown) => thrown);
  return [failure(() => scan(content, size)), failure(() => scan(content, size, everything)), await selected];
}

const refused = async (content: Buffer, size: number): Promise<boolean> => (await outcomes(content, size))
  .every((outcome) => outcome instanceof RdbError);

test('as it is it is in order', async () => {
  const [plain, listening, selected] = await outcomes(SMALL, 50);
  expect(plain).toMatchObject({ keys: { 0: Object.keys(OLD_TYPES).length + 2, 300: 1 }, expires: 1, functions: ['mylib'] });
  expect(listening).toEqual(plain);
  expect(selected).toBeUndefined();
});

test('any bits that flip are found, and never end in anything but an RdbError', async () => {
  const flip = fc.tuple(fc.nat(SMALL.length - 1), fc.integer({ min: 1, max: 255 }));
  const some = fc.array(flip, { minLength: 1, maxLength: 4 });
  await fc.assert(fc.asyncProperty(some, fc.integer({ min: 1, max: 500 }), async (flips, size) => {
    const damaged = Buffer.from(SMALL);
    flips.forEach(([at, bits]) => { damaged[at]! ^= bits; });
    return damaged.equals(SMALL) || await refused(damaged, size);
  }), { numRuns: 1400 });
});

test('every place at which it may be cut off is found', async () => {
  for (let end = 0; end < SMALL.length; end += 1) {
    if (!await refused(SMALL.subarray(0, end), 1 + (end % 100))) {
      throw new Error(`cut off at byte ${end} it passes`);
    }
  }
});

test('what is no file, and what is more than one', () => {
  expect(() => scan(Buffer.alloc(0))).toThrow('byte 0: it is empty');
  expect(() => scan(Buffer.from('REDIS'))).toThrow('not whole');
  expect(() => scan(Buffer.from('REDIS00x1'))).toThrow('begins with "REDIS00x1"');
  expect(() => scan(Buffer.from('REDIS0000'))).toThrow('begins with');
  expect(() => scan(Buffer.from('+FULLRESYNC 1234'))).toThrow('begins with "+FULLRESY"');
  for (const size of [1, 65_536]) {
    expect(() => scan(Buffer.concat([SMALL, Buffer.from('x')]), size)).toThrow(`byte ${SMALL.length}: bytes follow its end`);
  }
});

test('an expiry has a key', () => {
  expect(() => scan(file([opcode(Opcode.EXPIRY_MS, bytes(8)), opcode(Opcode.SELECT, length(1))]))).toThrow('without a key');
  expect(() => scan(file([opcode(Opcode.IDLE, length(8))]))).toThrow('without a key: opcode 255');
});

test('without a checksum the structure is still looked at', () => {
  const unchecked = Buffer.from(SMALL).fill(0, SMALL.length - 8);
  expect(scan(unchecked)).toMatchObject({ checksummed: false, crc64: '0'.repeat(16), expires: 1 });
  expect(() => scan(unchecked.subarray(0, -1))).toThrow('not whole');
  const damaged = Buffer.from(unchecked);
  damaged.write('\xff', SMALL.indexOf('hash') - 1, 'latin1');
  expect(() => scan(damaged)).toThrow('a string begins with 0xff');
});

test.each([
  ['a key of nearly 4 GB', Buffer.concat([Buffer.from([0, 0x80]), bytes(4, 255), bytes(1000)])],
  ['a value of 2^63 bytes', Buffer.concat([Buffer.from([0, 1, 97, 0x81]), bytes(8, 0x7f), bytes(1000)])],
  ['2^32 elements', Buffer.concat([Buffer.from([1, 1, 97, 0x80]), bytes(4, 255), bytes(1000)])],
  ['a compressed key that becomes 4 GB', Buffer.concat([Buffer.from([0, 0xc3, 2, 0x80]), bytes(4, 255), bytes(1000)])],
  ['a library of nearly 4 GB', Buffer.concat([Buffer.from([245, 0x80]), bytes(4, 255), bytes(1000)])],
])('%s that only claims to be takes no memory', (_, claim) => {
  const content = Buffer.concat([SMALL.subarray(0, 9), claim]);
  const before = process.memoryUsage().arrayBuffers;
  for (const size of [65_536, 100]) {
    expect(() => scan(content, size, { key: () => false })).toThrow(RdbError);
  }
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5_000_000);
});

test('a key that would become larger than any is refused before it is made', () => {
  const packed = bytes(7_000_000);
  const head = Buffer.concat([Buffer.from([0, 0xc3]), length(packed.length), length(600_000_000)]);
  const content = Buffer.concat([SMALL.subarray(0, 9), head, packed, bytes(10)]);
  expect(() => scan(content)).not.toThrow('more than any may be');
  expect(() => scan(content, 1_000_000, { key: () => true })).toThrow('says it is 600000000 bytes, more than any may be');
});

test('what a listener throws comes out as it is', () => {
  const scanner = new RdbScanner({ key: () => { throw new Error('enough'); } });
  expect(() => scanner.write(SMALL)).toThrow('enough');
});
