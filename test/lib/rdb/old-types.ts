import { bytes, length, record, string } from './rdb-file';

/** Entries of a ziplist, all strings of less than 64 bytes. */
function ziplist(...entries: string[]): Buffer {
  let [before, tail] = [0, 10];
  const parts = entries.map((entry, index) => {
    const part = Buffer.from([before, entry.length, ...Buffer.from(entry)]);
    tail += index > 0 ? before : 0;
    before = part.length;
    return part;
  });
  const all = Buffer.concat([bytes(10), ...parts, Buffer.from([255])]);
  all.writeUInt32LE(all.length, 0);
  all.writeUInt32LE(tail, 4);
  all.writeUInt16LE(entries.length, 8);
  return string(all);
}

const id = (milliseconds: number): Buffer => {
  const whole = bytes(16);
  whole.writeUInt32BE(milliseconds, 4);
  return whole;
};

const PENDING = Buffer.concat([length(2), id(1), bytes(8, 1), length(3), id(2), bytes(8, 1), length(70)]);
const CONSUMERS = Buffer.concat([
  length(2), string('consumer'), bytes(8, 1), length(2), id(1), id(2), string('other'), bytes(8, 1), length(0),
]);

/** What servers wrote before 7.0 and still load, one of each type. */
export const OLD_TYPES: Readonly<Record<number, Buffer>> = {
  1: record(1, 'list', length(2), string('a'), string('b')),
  3: record(3, 'zset', length(4), string('a'), string('1.5'), string('b'), Buffer.from([254]), string('c'), Buffer.from([255]),
    string('d'), string('-7')),
  9: record(9, 'zipmap', string(Buffer.from([1, 1, 0x66, 1, 0, 0x76, 255]))),
  10: record(10, 'ziplist', ziplist('a', 'b')),
  11: record(11, 'intset', string(Buffer.from([2, 0, 0, 0, 2, 0, 0, 0, 1, 0, 5, 0]))),
  12: record(12, 'zset of ziplist', ziplist('a', '1')),
  13: record(13, 'hash of ziplist', ziplist('f', 'v')),
  14: record(14, 'quicklist', length(2), ziplist('a', 'b'), ziplist('c')),
  // No elements, length 0, last id 9-1, a group that read up to 2-0.
  15: record(15, 'stream', length(0), length(0), length(9), length(1), length(1), string('group'), length(2), length(0),
    PENDING, CONSUMERS),
};
