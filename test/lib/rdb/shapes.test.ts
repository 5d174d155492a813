import fc from 'fast-check';
import { Opcode } from '../../../lib/rdb/opcodes';
import { OLD_TYPES } from './old-types';
import { bytes, file, integer, length, lzf, opcode, record, string, type Width } from './rdb-file';
import { ScratchServer } from './scratch-server';
import { scan, typesIn } from './scanning';

test('types that only older servers wrote: this one loads them, and they are counted as it counts', async () => {
  const content = file([opcode(Opcode.SELECT, length(0)), ...Object.values(OLD_TYPES)], { magic: 'REDIS', version: 9 });
  const server = await ScratchServer.start({ content });
  try {
    expect(await server.call('DBSIZE')).toBe(Object.keys(OLD_TYPES).length);
    expect(await server.call('XPENDING stream group')).toEqual([2, '1-0', '2-0', [['consumer', '2']]]);
    expect(await server.call('ZRANGE zset 0 -1')).toEqual(['c', 'd', 'a', 'b']);
    expect(await server.call('LRANGE quicklist 0 -1')).toEqual(['a', 'b', 'c']);
  } finally {
    await server.stop();
  }
  for (const size of [65_536, 1, 3]) {
    expect(scan(content, size).keys).toEqual({ 0: Object.keys(OLD_TYPES).length });
  }
  expect(typesIn(content)).toEqual(Object.keys(OLD_TYPES).map(Number));
});

const VALKEY_9 = { magic: 'VALKEY', version: 80 } as const;
const MODULE_PARTS = [
  length(2), length(5), length(1), length(70_000), length(3), bytes(4), length(4), bytes(8), length(5), lzf('a module'.repeat(20)),
  length(5), string(''), length(0),
];

test('what this machine has no server for: Valkey 9, modules', () => {
  const parts = [
    opcode(Opcode.MODULE_AUX, length(99, 9), length(2), length(1), ...MODULE_PARTS),
    opcode(Opcode.SLOT_IMPORT, string('j'.repeat(40)), length(2), length(0), length(5), length(90), length(100)),
    opcode(Opcode.SLOT_INFO, length(5000), length(2), length(1)),
    record(22, 'hash', length(2), string('f'), string('v'), bytes(8, 255), string('g'), integer(70_000), bytes(8)),
    record(7, 'module', length(99, 9), ...MODULE_PARTS),
    record(0, 'after', string('x')),
  ];
  for (const size of [65_536, 1, 2, 5]) {
    expect(scan(file(parts, VALKEY_9), size)).toMatchObject({ ...VALKEY_9, keys: { 0: 3 }, expires: 0 });
  }
  expect(typesIn(file(parts, VALKEY_9))).toEqual([0, 7, 22]);
});

test('a type that is not known ends the counting and not the checking', () => {
  const content = file([record(0, 'a', string('b')), record(26, 'new', bytes(3000, 7))], { magic: 'REDIS', version: 13 });
  for (const size of [65_536, 1, 9, 100]) {
    const summary = scan(content, size);
    expect(summary).toMatchObject({ checksummed: true, bytes: content.length, opaque: expect.stringContaining('type 26 at byte 14') });
    expect(summary).not.toHaveProperty('keys');
    expect(summary).not.toHaveProperty('expires');
    const damaged = Buffer.from(content);
    damaged[2000]! ^= 1;
    expect(() => scan(damaged, size)).toThrow('it is damaged');
    expect(() => scan(content.subarray(0, -1), size)).toThrow(/damaged|not whole/);
    expect(() => scan(content.subarray(0, 20), size)).toThrow('not whole');
    const unchecked = Buffer.from(content).fill(0, content.length - 8);
    expect(scan(unchecked, size).checksummed).toBe(false);
    expect(() => scan(unchecked.subarray(0, -1), size)).toThrow('not whole');
  }
  // The same number may mean another thing to the other engine.
  expect(scan(file([record(24, 'a', bytes(30))], VALKEY_9)).opaque).toContain('type 24');
  expect(scan(file([opcode(243, bytes(30))], { magic: 'REDIS', version: 13 })).opaque).toContain('opcode 243');
  expect(() => scan(file([opcode(243, bytes(30))]))).toThrow('opcode 243 is none that version 10');
});

const width = fc.constantFrom<(Width | undefined)[]>(undefined, 5, 9);
const text = fc.uint8Array({ maxLength: 100 }).map((found) => Buffer.from(found));
const anyString = fc.oneof(
  fc.tuple(text, width).map(([found, wide]) => ({ text: found, written: string(found, wide) })),
  fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }).map((value) => ({ text: Buffer.from(`${value}`), written: integer(value) })),
  text.filter((found) => found.length > 0).map((found) => ({ text: found, written: lzf(found) })),
);
const written = anyString.map((found) => found.written);
const repeated = (item: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer> => fc.tuple(fc.array(item, { maxLength: 66, size: 'small' }), width)
  .map(([items, wide]) => Buffer.concat([length(items.length, wide), ...items]));
const both = (...parts: fc.Arbitrary<Buffer>[]): fc.Arbitrary<Buffer> => fc.tuple(...parts).map((found) => Buffer.concat(found));
const number = fc.tuple(fc.nat(2 ** 31 - 1), fc.constantFrom<Width[]>(5, 9)).map(([value, wide]) => length(value, wide));
const fixed = (count: number): fc.Arbitrary<Buffer> => fc.uint8Array({ minLength: count, maxLength: count })
  .map((found) => Buffer.from(found));
const pending = repeated(both(fixed(16), fixed(8), number));
const consumers = repeated(both(written, fixed(8), fixed(8), repeated(fixed(16))));
const stream = both(repeated(both(written, written)), ...Array<typeof number>(8).fill(number),
  repeated(both(written, number, number, number, pending, consumers)));
const value = fc.oneof(
  ...[0, 10, 11, 16, 17, 20].map((type) => fc.tuple(fc.constant(type), written)),
  ...[1, 2, 14].map((type) => fc.tuple(fc.constant(type), repeated(written))),
  fc.tuple(fc.constant(4), repeated(both(written, written))), fc.tuple(fc.constant(5), repeated(both(written, fixed(8)))),
  fc.tuple(fc.constant(18), repeated(both(number, written))), fc.tuple(fc.constant(21), stream),
  fc.tuple(fc.constant(24), both(fixed(8), repeated(both(number, written, written)))),
  fc.tuple(fc.constant(25), both(fixed(8), written)),
);
const prefixes = fc.subarray([opcode(252, bytes(8, 9)), opcode(248, length(7000)), opcode(249, bytes(1, 255))]);
const anyRecord = fc.tuple(prefixes, value, anyString).map(([before, [type, content], key]) => ({
  key: key.text, expires: before.some((part) => part[0] === 252),
  head: Buffer.concat([...before, Buffer.from([type]), key.written]), content,
}));

test('any records, in any pieces: keys, heads and values are what was written', () => {
  fc.assert(fc.property(fc.array(anyRecord, { maxLength: 12 }), fc.integer({ min: 1, max: 900 }), (records, size) => {
    const content = file(records.flatMap(({ head, content: of }) => [head, of]), { magic: 'REDIS', version: 12 });
    const heard: { key: Buffer; head: Buffer; content: Buffer }[] = [];
    const summary = scan(content, size, {
      key: (key, head) => heard.push({ key: Buffer.from(key), head: Buffer.from(head), content: bytes(0) }) > 0,
      value: (part) => { heard.at(-1)!.content = Buffer.concat([heard.at(-1)!.content, part]); },
    });
    const expiring = records.filter(({ expires }) => expires).length;
    expect(summary).toMatchObject({ keys: records.length ? { 0: records.length } : {}, expires: expiring, checksummed: true });
    expect(heard).toEqual(records.map(({ key, head, content: of }) => ({ key, head, content: of })));
    expect(scan(content, size)).toEqual(summary);
  }), { numRuns: 100 });
});
