import type { RealRedis } from './real-redis';

type Value = [key: string, ...command: (string | number)[]];

const many = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}${index}`);

/** One of each type, small and large: what is small is kept in another form. */
const VALUES: Value[] = [
  ['string', 'SET', 'hello'], ['number', 'SET', 12345], ['long', 'SET', 'x'.repeat(70_000)], ['empty', 'SET', ''],
  ['list', 'RPUSH', 'a', 'b', 'c'], ['long-list', 'RPUSH', ...many('element-', 2000)],
  ['set', 'SADD', 'a', 'b'], ['number-set', 'SADD', 1, 2, 70_000], ['large-set', 'SADD', ...many('member-', 700)],
  ['hash', 'HSET', 'field', 'value'], ['large-hash', 'HSET', ...many('f', 1400)],
  ['zset', 'ZADD', 1.5, 'a', '-inf', 'b'], ['large-zset', 'ZADD', ...Array.from({ length: 300 }, (_, index) => [index / 3, `m${index}`]).flat()],
  ['hyperloglog', 'PFADD', ...many('visitor-', 100)], ['geo', 'GEOADD', 13.361389, 38.115556, 'Palermo'],
  ['bitmap', 'SETBIT', 100_000, 1],
];

/** Writes every type, under names with that prefix; a stream with groups and what is pending in them, times to live. */
export async function writeEveryType(server: RealRedis, prefix = ''): Promise<void> {
  await Promise.all(VALUES.map(([key, command, ...values]) => server.call(String(command), `${prefix}${key}`, ...values)));
  const stream = `${prefix}stream`;
  await Promise.all(Array.from({ length: 150 }, (_, entry) =>
    server.call('XADD', stream, `${entry + 1}-1`, 'n', entry, 'text', 'y'.repeat(entry))));
  await server.call('XDEL', stream, '7-1');
  await server.call('XGROUP', 'CREATE', stream, 'readers', '0');
  await server.call('XREADGROUP', 'GROUP', 'readers', 'ann', 'COUNT', 20, 'STREAMS', stream, '>');
  await server.call('XACK', stream, 'readers', '3-1');
  await server.call('XGROUP', 'CREATE', stream, 'idle', '$');
  await server.call('SET', `${prefix}lives-long`, 'v', 'PXAT', 4_102_444_800_123);
  await server.call('HSET', `${prefix}hash-that-lives`, 'f', 'v');
  await server.call('PEXPIREAT', `${prefix}hash-that-lives`, 4_102_444_800_456);
}

/** Hash tables are written in an order that differs between processes; everything else is the same bytes. */
const UNORDERED = ['hashtable'];

/** Every key of a database as what can be compared: its bytes, or a digest where their order means nothing, and its expiry. */
export async function contentOf(server: RealRedis, database = 0): Promise<Record<string, string>> {
  await server.call('SELECT', database);
  const keys = await server.redis.callBuffer('KEYS', '*') as Buffer[];
  const values = await Promise.all(keys.map(async (key): Promise<[string, string]> => {
    const [encoding, expiry, dump, digest] = await Promise.all([
      server.call('OBJECT', 'ENCODING', key), server.call('PEXPIRETIME', key),
      server.redis.callBuffer('DUMP', key), server.call('DEBUG', 'DIGEST-VALUE', key),
    ]);
    const value = UNORDERED.includes(String(encoding)) ? (digest as string[])[0]! : (dump as Buffer).toString('base64');
    return [key.toString('latin1'), `${String(encoding)} ${String(expiry)} ${value}`];
  }));
  await server.call('SELECT', 0);
  return Object.fromEntries(values);
}

/** As `contentOf`, for servers of different versions, which keep and write values in other forms. */
export async function valuesOf(server: RealRedis): Promise<Record<string, string>> {
  const keys = await server.redis.callBuffer('KEYS', '*') as Buffer[];
  return Object.fromEntries(await Promise.all(keys.map(async (key): Promise<[string, string]> => {
    const [type, expiry] = await Promise.all([server.call('TYPE', key), server.call('PEXPIRETIME', key)]);
    const question = type === 'zset' ? ['ZRANGE', key, 0, -1, 'WITHSCORES'] : ['DEBUG', 'DIGEST-VALUE', key];
    const parts = await server.call(...question) as string[];
    const value = parts.map((part, index) => (index % 2 === 1 ? Number(part) : part)).join();
    return [key.toString('latin1'), `${String(type)} ${String(expiry)} ${value}`];
  })));
}
