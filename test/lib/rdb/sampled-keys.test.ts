import { RdbScanner } from '../../../lib/rdb';

/** A file of keys with a time to live: eight digits each, in order. */
function file(keys: number): Buffer {
  const records = Array.from({ length: keys }, (_, index) => {
    const record = Buffer.alloc(21);
    record.set([0xfc, 0, 0, 0, 0, 0, 1, 0, 0, 0, 8]);
    record.write(String(index).padStart(8, '0'), 11);
    record.set([1, 0x78], 19);
    return record;
  });
  return Buffer.concat([Buffer.from('REDIS0011'), Buffer.from([0xfe, 0]), ...records, Buffer.from([0xff]), Buffer.alloc(8)]);
}

test('a listener that samples hears of the first keys and of some of the others; all are counted', () => {
  const heard: number[] = [];
  const scanner = new RdbScanner({ sampled: true, key: (key) => (heard.push(Number(key.toString())), false) });
  const bytes = file(70_000);
  for (let at = 0; at < bytes.length; at += 1000) {
    scanner.write(bytes.subarray(at, at + 1000));
  }
  expect(scanner.end()).toMatchObject({ keys: { 0: 70_000 }, expires: 70_000 });
  expect(heard.slice(0, 65_536)).toEqual(Array.from({ length: 65_536 }, (_, index) => index));
  expect(heard.slice(65_536)).toEqual(Array.from({ length: 279 }, (_, index) => 65_536 + index * 16));
});
