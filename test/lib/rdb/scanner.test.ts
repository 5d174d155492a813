import { installed, ScratchServer } from './scratch-server';
import { scan, typesIn } from './scanning';
import { writeEveryType, writeFieldExpiries } from './every-type';
import { Engine } from '../../../lib/model';
import type { RdbSummary } from '../../../lib/rdb';

const servers: ScratchServer[] = [];
async function start(engine: Engine, ...args: string[]): Promise<ScratchServer> {
  const server = await ScratchServer.start({ engine, args });
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** What the server itself says it holds. */
async function counts(server: ScratchServer): Promise<Pick<RdbSummary, 'keys' | 'expires'>> {
  const lines = [...String(await server.call('INFO keyspace')).matchAll(/^db(\d+):keys=(\d+),expires=(\d+)/gm)];
  return {
    keys: Object.fromEntries(lines.map(([, database, keys]) => [database!, Number(keys)])),
    expires: lines.reduce((sum, [, , , expires]) => sum + Number(expires), 0),
  };
}

/** Also the pieces no step fits into, and those that end everywhere in one. */
function expectSameInPieces(content: Buffer, whole: RdbSummary): void {
  for (const size of [1, 7, 61]) {
    expect(scan(content, size)).toEqual(whole);
  }
  const keys: string[] = [];
  scan(content, 13, { key: (key) => keys.push(key.toString('latin1')) > 0 });
  expect(keys.length).toBe(Object.values(whole.keys!).reduce((sum, count) => sum + count, 0));
}

const ENGINES = [Engine.REDIS_7_0, Engine.REDIS_8_0, Engine.VALKEY_8_1];
const TYPES: Record<string, number[]> = {
  'redis-7.0': [0, 2, 4, 5, 11, 16, 17, 18, 19],
  'redis-8.0': [0, 2, 4, 5, 7, 11, 16, 17, 18, 20, 21, 24, 25],
  'valkey-8.1': [0, 2, 4, 5, 11, 16, 17, 18, 20, 21],
};
const SETTINGS = [
  [],
  ['--rdbcompression', 'no', '--maxmemory-policy', 'allkeys-lru'],
  ['--rdbchecksum', 'no', '--maxmemory-policy', 'volatile-lfu'],
];
const cases = ENGINES.flatMap((engine) => SETTINGS.slice(0, engine === Engine.REDIS_7_0 ? 3 : 1)
  .map((args) => [engine.name, args.join(' ') || 'as it is', engine, args] as const));

test.each(cases)('%s, %s: every type is counted, in pieces of any size', async (_, __, engine, args) => {
  if (!installed(engine)) {
    return;
  }
  const server = await start(engine, ...args);
  await writeEveryType(server);
  if (engine === Engine.REDIS_8_0) {
    await writeFieldExpiries(server);
    await server.call('VADD vectors VALUES 3 1 2 3 element');
  }
  const content = await server.save();
  const summary = scan(content);
  expect(summary).toMatchObject({ ...await counts(server), magic: 'REDIS', bytes: content.length, functions: ['mylib'] });
  expect(summary.version).toBe(engine.rdbVersion);
  expect(summary.opaque).toBeUndefined();
  expect(summary.checksummed).toBe(!args.includes('--rdbchecksum'));
  expect(summary.crc64).toBe(Buffer.from(content.subarray(-8)).reverse().toString('hex'));
  expect(summary.aux[engine.family === 'redis' ? 'redis-ver' : 'valkey-ver']).toMatch(new RegExp(`^${engine.version}\\.`));
  expect(typesIn(content)).toEqual(TYPES[engine.name]);
  expectSameInPieces(content, summary);
}, 30_000);

test('an empty server, and a node of a Cluster', async () => {
  const empty = scan(await (await start(Engine.REDIS_7_0)).save());
  expect(empty).toMatchObject({ keys: {}, expires: 0, functions: [] });
  const node = await start(Engine.REDIS_7_0, '--cluster-enabled', 'yes');
  expect(await node.call('CLUSTER ADDSLOTSRANGE 0 16383')).toBe('OK');
  await node.call('SET a b').catch(() => undefined);
  expect(scan(await node.save()).functions).toEqual([]);
});
