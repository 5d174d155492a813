/** A command and its words. */
export type Command = [string, ...(string | number | Buffer)[]];

/** One way data can look: commands that make it under a key. */
export interface Sample {
  readonly name: string;
  readonly commands: (key: string) => Command[];
  /** Engines that do not know the command are left alone. */
  readonly optional?: boolean;
}

/** Above the limits up to which the server encodes a collection compactly. */
const MANY = 700;
/** Until 2100: longer than any copy is kept. */
const FAR_OFF_MS = 4_102_444_800_000;

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at);
}

function everyByte(times: number): Buffer {
  return Buffer.concat(numbers(times).map(() => Buffer.from(numbers(256))));
}

const STRINGS: Sample[] = [
  { name: 'string', commands: (key) => [['SET', key, 'plain text']] },
  { name: 'string-empty', commands: (key) => [['SET', key, '']] },
  { name: 'string-number', commands: (key) => [['SET', key, '-9223372036854775808']] },
  { name: 'string-binary', commands: (key) => [['SET', key, everyByte(4)]] },
  { name: 'string-compressible', commands: (key) => [['SET', key, 'abcdef'.repeat(5000)]] },
  { name: 'string-large', commands: (key) => [['SET', key, everyByte(300)]] },
  { name: 'bitmap', commands: (key) => [['SETBIT', key, 100_003, 1]] },
  { name: 'hyperloglog', commands: (key) => [['PFADD', key, ...numbers(300).map((number) => `visitor ${number}`)]] },
];

const COLLECTIONS: Sample[] = [
  { name: 'list', commands: (key) => [['RPUSH', key, 'a', '2', everyByte(1)]] },
  { name: 'list-many', commands: (key) => [['RPUSH', key, ...numbers(MANY).map((number) => `item ${number} `.repeat(8))]] },
  { name: 'list-large-items', commands: (key) => [['RPUSH', key, everyByte(80), 'x'.repeat(20_000)]] },
  { name: 'set', commands: (key) => [['SADD', key, 'red', 'green', everyByte(1)]] },
  { name: 'set-numbers', commands: (key) => [['SADD', key, ...numbers(40), 70_000, 5_000_000_000]] },
  { name: 'set-many', commands: (key) => [['SADD', key, ...numbers(MANY).map((number) => `member ${number}`)]] },
  { name: 'hash', commands: (key) => [['HSET', key, 'field', 'value', 'count', 7, everyByte(1), everyByte(1)]] },
  { name: 'hash-many', commands: (key) => [['HSET', key, ...numbers(MANY).flatMap((number) => [`field ${number}`, `value ${number}`])]] },
  {
    name: 'hash-field-ttl', optional: true,
    commands: (key) => [['HSET', key, 'kept', 'a', 'expires', 'b'], ['HPEXPIREAT', key, FAR_OFF_MS, 'FIELDS', 1, 'expires']],
  },
  { name: 'zset', commands: (key) => [['ZADD', key, 1, 'one', -0.1, 'less', '+inf', 'most', '-inf', 'least', 1, 'also one']] },
  { name: 'zset-many', commands: (key) => [['ZADD', key, ...numbers(MANY).flatMap((number) => [number / 7, `member ${number}`])]] },
  { name: 'geo', commands: (key) => [['GEOADD', key, 13.4, 52.5, 'Berlin', 2.35, 48.85, 'Paris']] },
];

const STREAMS: Sample[] = [
  { name: 'stream', commands: (key) => entries(key, 5) },
  {
    name: 'stream-groups',
    commands: (key) => [
      ...entries(key, 300),
      ['XDEL', key, '7-1', '150-1', '300-1'],
      ['XTRIM', key, 'MAXLEN', 250],
      ['XGROUP', 'CREATE', key, 'readers', '60-1'],
      ['XGROUP', 'CREATE', key, 'late', '$', 'ENTRIESREAD', 12],
      ['XGROUP', 'CREATECONSUMER', key, 'readers', 'idle'],
      ['XREADGROUP', 'GROUP', 'readers', 'anna', 'COUNT', 20, 'STREAMS', key, '>'],
      ['XREADGROUP', 'GROUP', 'readers', 'bert', 'COUNT', 10, 'STREAMS', key, '>'],
      ['XACK', key, 'readers', '61-1', '62-1', '85-1'],
      ['XCLAIM', key, 'readers', 'bert', 0, '65-1', 'RETRYCOUNT', 5],
    ],
  },
  {
    name: 'stream-emptied',
    commands: (key) => [...entries(key, 2), ['XGROUP', 'CREATE', key, 'readers', '0'], ['XDEL', key, '1-1', '2-1']],
  },
];

/** Every type, in every encoding that the server may choose for it. */
export const SAMPLES: Sample[] = [...STRINGS, ...COLLECTIONS, ...STREAMS];

/** Function libraries; what they do does not matter. */
export const LIBRARIES = [
  '#!lua name=drill\nredis.register_function(\'drill_echo\', function(keys, args) return args[1] end)\n',
  '#!lua name=drill_more\nredis.register_function{function_name=\'drill_one\', callback=function() return 1 end, flags={\'no-writes\'}}\n',
];

function entries(key: string, count: number): Command[] {
  return numbers(count).map((number) => ['XADD', key, `${number + 1}-1`, 'field', `value ${number}`, `other ${number % 3}`, everyByte(1)]);
}
