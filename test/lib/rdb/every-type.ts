import { randomBytes } from 'node:crypto';
import type { ScratchServer } from './scratch-server';

type Command = (string | Buffer)[];

const LIBRARY = "#!lua name=mylib\nredis.register_function('answer', function() return 42 end)";
const many = <T>(count: number, of: (index: number) => T[]): T[] => Array.from({ length: count }, (_, index) => of(index)).flat();

/** Strings of every encoding, as values and as keys. */
function strings(): Command[] {
  const values = ['', 'a', '-5', '300', '70000', '123456789012345', 'x'.repeat(300), randomBytes(100), randomBytes(20_000),
    'yes '.repeat(20_000)];
  return [
    ...values.map((value, index) => ['SET', `string:${index}`, value]),
    ...['7', '-300', '70000', 'k'.repeat(500), randomBytes(30).toString('hex'), `{tag}${randomBytes(9000).toString('hex')}`]
      .map((key) => ['SET', key, key]),
    ['PFADD', 'hyperloglog', ...many(200, (index) => [`e${index}`])],
    ['SETBIT', 'bitmap', '9999', '1'],
    ['SET', 'expiring', 'later', 'PXAT', '4102444800123'],
  ];
}

function collections(): Command[] {
  return [
    ['RPUSH', 'list:small', 'a', '1', 'b'],
    ['RPUSH', 'list:large', ...many(3000, (index) => [`element ${index}`, String(index)])],
    ['RPUSH', 'list:compressed', ...many(3000, (index) => [`an element that repeats ${index % 10}`])],
    ['RPUSH', 'list:wide', 'z'.repeat(9000), randomBytes(12_000), 'end'],
    ['SADD', 'set:integers', '1', '-2', '300000'],
    ['SADD', 'set:wide integers', '1', '9223372036854775807'],
    ['SADD', 'set:small', 'a', 'b', '3'],
    ['SADD', 'set:large', ...many(2000, (index) => [`member ${index}`])],
    ['ZADD', 'zset:small', '1', 'a', '2.5', 'b', '-inf', 'c'],
    ['ZADD', 'zset:large', ...many(1000, (index) => [String(index / 7), `member ${index}`]), 'inf', 'top', '-inf', 'bottom'],
    ['GEOADD', 'geo', '13.361389', '38.115556', 'Palermo'],
    ['HSET', 'hash:small', 'f', 'v', 'n', '12'],
    ['HSET', 'hash:large', ...many(1000, (index) => [`field ${index}`, index % 2 ? String(index) : 'v'.repeat(80)])],
    ['EXPIREAT', 'hash:large', '4102444800'],
  ];
}

function streams(): Command[] {
  return [
    ...many(300, (index) => [['XADD', 'stream:large', `${index + 1}-1`, 'field', `value ${index}`, 'n', String(index)]]),
    ['XDEL', 'stream:large', '5-1', '300-1'],
    ['XADD', 'stream:groups', '1-1', 'a', 'b'], ['XADD', 'stream:groups', '2-7', 'a', 'c'], ['XADD', 'stream:groups', '3-1', 'd', 'e'],
    ['XGROUP', 'CREATE', 'stream:groups', 'first', '0'], ['XGROUP', 'CREATE', 'stream:groups', 'second', '2-7', 'ENTRIESREAD', '2'],
    ['XGROUP', 'CREATE', 'stream:groups', 'idle', '$'], ['XGROUP', 'CREATECONSUMER', 'stream:groups', 'idle', 'nobody'],
    ['XREADGROUP', 'GROUP', 'first', 'consumer 1', 'COUNT', '2', 'STREAMS', 'stream:groups', '>'],
    ['XREADGROUP', 'GROUP', 'first', 'consumer 2', 'COUNT', '2', 'STREAMS', 'stream:groups', '>'],
    ['XREADGROUP', 'GROUP', 'second', 'consumer 1', 'STREAMS', 'stream:groups', '>'],
    ['XACK', 'stream:groups', 'first', '1-1'],
    ['XGROUP', 'CREATE', 'stream:empty', 'g', '$', 'MKSTREAM'],
  ];
}

/**
 * Fills a server with every type in every encoding it has, in three databases (two when it is a Cluster's node), and one
 * library.
 */
export async function writeEveryType(server: ScratchServer, { cluster = false } = {}): Promise<void> {
  await server.call(['FUNCTION', 'LOAD', LIBRARY]);
  await server.pipeline([...strings(), ...collections(), ...streams()]);
  await server.call('DEBUG QUICKLIST-PACKED-THRESHOLD 100b');
  await server.call(['RPUSH', 'list:plain', 'small', 'p'.repeat(400), randomBytes(300), 'small']);
  if (!cluster) {
    await server.pipeline([['SELECT', '3'], ['SET', 'in three', '1'], ['SET', 'string:1', 'other'], ['SELECT', '15'],
      ['SET', 'last', 'x', 'EX', '100000'], ['SELECT', '0']]);
  }
}

/** Times to live of fields: Redis >= 7.4, Valkey >= 9.0. */
export async function writeFieldExpiries(server: ScratchServer): Promise<void> {
  await server.pipeline([
    ['HSET', 'fields:small', 'a', '1', 'b', '2', 'c', '3'],
    ['HPEXPIREAT', 'fields:small', '4102444800123', 'FIELDS', '1', 'b'],
    ['HSET', 'fields:large', ...many(1000, (index) => [`field ${index}`, `${index}`])],
    ['HPEXPIREAT', 'fields:large', '4102444800123', 'FIELDS', '3', 'field 1', 'field 2', 'field 999'],
    ['HPEXPIREAT', 'fields:large', '4102444800000', 'FIELDS', '1', 'field 7'],
  ]);
}
