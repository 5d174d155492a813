import { keySlot } from '../../../lib/cluster';
import { Engine } from '../../../lib/model';
import { RdbError, selectSlots, type RdbHeader } from '../../../lib/rdb';
import { Opcode } from '../../../lib/rdb/opcodes';
import { bytes, file, length, lzf, opcode, record, string } from './rdb-file';
import { filled, loaded, reshard, select } from './resharding';
import { checkRdb } from './scratch-server';
import { inPieces, scan } from './scanning';

test('from one shard to three, and from those to two: real servers hold every key once', async () => {
  const { content, contents } = await filled(Engine.REDIS_7_0, []);
  const two = await reshard(await reshard([content], 3), 2);
  expect(await loaded(two, Engine.REDIS_7_0, [])).toEqual(contents);
  expect(await checkRdb(two[1]!)).toContain('RDB looks OK');
}, 30_000);

const library = (name: string, body: string, packed = false): Buffer => opcode(Opcode.FUNCTION,
  (packed ? lzf : string)(`#!lua name=${name}\n${body}`));
const aux = (name: string, value: string): Buffer => opcode(Opcode.AUX, string(name), string(value));
const one = (key: string): Buffer => record(0, key, string(`value of ${key}`));
const inDatabase = (database: number): Buffer => opcode(Opcode.SELECT, length(database));
const sources = (...contents: Buffer[]): AsyncGenerator<Buffer>[] => contents.map((content) => inPieces(content, 11));

test('parts that belong to the file and not to keys come once, and only those that are still true', async () => {
  const first = file([
    aux('redis-ver', '7.0.15'), aux('repl-id', 'a'.repeat(40)), aux('repl-offset', '12'), library('a', 'same'), inDatabase(0),
    opcode(Opcode.RESIZE, length(1), length(0)), one('x'), opcode(Opcode.SLOT_INFO, length(1), length(1), length(0)), inDatabase(9), one('y'),
  ]);
  const second = file([aux('redis-ver', '7.0.14'), library('a', 'same', true), library('b', 'other'), inDatabase(9), one('z')]);
  const { content, summary } = await select(sources(first, second), 'all', {});
  expect(content).toEqual(file([
    aux('redis-ver', '7.0.15'), library('a', 'same'), inDatabase(0), one('x'), inDatabase(9), one('y'), library('b', 'other'), one('z'),
  ]));
  expect(summary).toMatchObject({ keys: { 0: 1, 9: 2 }, functions: ['a', 'b'], bytes: content.length });
});

test('functions of one name and different content are refused', async () => {
  const contents = [file([library('a', 'one')]), file([library('a', 'two')])];
  await expect(select(sources(...contents), 'all', {})).rejects.toThrow('the function library "a" has other content');
});

test('a module keeps its data once, if it is the same everywhere', async () => {
  const data = (text: string): Buffer => opcode(Opcode.MODULE_AUX,
    length(99, 9), length(2), length(1), length(5), string(text), length(0));
  const { content } = await select(sources(file([data('x')]), file([data('x'), one('k')])), 'all', {});
  expect(content).toEqual(file([data('x'), inDatabase(0), one('k')]));
  await expect(select(sources(file([data('x')]), file([data('y')])), 'all', {})).rejects.toThrow('a module has other content');
});

test('a source gives only what it owns', async () => {
  const [kept, stray] = [file([one('a'), one('b')]), file([one('b'), one('c')])];
  const { summary, content } = await select([
    { body: inPieces(kept), owns: (slot) => slot !== keySlot('b') }, { body: inPieces(stray) },
  ], 'all');
  expect(summary.keys).toEqual({ 0: 3 });
  expect(content.indexOf('value of b')).toBe(content.lastIndexOf('value of b'));
  await expect(select([{ body: inPieces(kept), owns: () => true }], 'all', {})).rejects.toThrow('it takes slotOf');
  await expect(select([], 'all', {})).rejects.toThrow('no sources');
});

test('nothing that is wanted makes an empty file', async () => {
  const { content, summary } = await select(sources(file([one('a')])), { keep: () => false });
  expect(content).toEqual(file([]));
  expect(summary.keys).toEqual({});
});

test('sources of several versions', async () => {
  const of = (version: number, magic: RdbHeader['magic'] = 'REDIS'): Buffer => file([one(`${version}`)], { magic, version });
  const { content } = await select(sources(of(10), of(11)), 'all', { header: { magic: 'VALKEY', version: 80 } });
  expect(scan(content)).toMatchObject({ magic: 'VALKEY', version: 80, keys: { 0: 2 } });
  await expect(select(sources(of(10), of(11)), 'all', {})).rejects.toThrow('it is of version REDIS0011, the result of REDIS0010');
  await expect(select(sources(of(12), of(80, 'VALKEY')), 'all', {})).rejects.toThrow(RdbError);
});

test('what cannot be told apart is refused, with a way out', async () => {
  const content = file([one('a'), record(26, 'new', bytes(100))], { magic: 'REDIS', version: 13 });
  await expect(select(sources(content), { keep: () => true })).rejects.toThrow(/type 26 at byte \d+.*restore to as many shards/);
});

test('a damaged source is an error before the result ends', async () => {
  const content = file([one('a')]);
  content[content.indexOf('value')]! ^= 1;
  await expect(select(sources(content), 'all', {})).rejects.toThrow('it is damaged');
});

test('a value passes through in pieces: no more of it is held than came last', async () => {
  const most = 65_536 * 3000;
  const parts = [Buffer.concat([Buffer.from([0]), string('huge'), length(most)]), bytes(65_536, 120)];
  const whole = file([parts[0]!]);
  let given = 0;
  async function* source(): AsyncGenerator<Buffer> {
    const begin = whole.subarray(0, -9);
    yield begin;
    for (given = begin.length; given < most + begin.length; given += 65_536) {
      yield parts[1]!;
    }
    // Neither a checksum nor anybody who computes one.
    yield Buffer.concat([Buffer.from([Opcode.END]), bytes(8)]);
  }
  let [taken, held] = [0, 0];
  for await (const block of selectSlots([source()], 'all')) {
    taken += block.length;
    held = Math.max(held, given - taken);
  }
  expect(taken).toBeGreaterThan(most);
  expect(held).toBeLessThan(3 * 65_536);
});
