import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import type { BackupManifest } from '../../../lib/backup/manifest';
import { fill } from '../redis/fill';
import { RedisServers, type TestServer } from '../redis/redis-servers';

jest.setTimeout(600_000);

const servers = new RedisServers();
const program = join(servers.directory, 'backup.js');

/** A gigabyte of values, and what a key takes beside. */
const KEYS = 1_100_000;
const VALUE_BYTES = 1000;
const MOST_RSS = 150 * 1024 * 1024;

let primary: TestServer;

beforeAll(async () => {
  buildSync({
    entryPoints: [join(__dirname, 'backup-process.ts')], outfile: program, bundle: true, platform: 'node', target: 'node20', logLevel: 'warning',
  });
  primary = await servers.start(['--rdbcompression', 'no']);
  await fill(primary, KEYS, VALUE_BYTES);
});
afterAll(() => servers.close());

interface Taken { manifest: BackupManifest; seconds: number; maxRssBytes: number }

async function taken(codec: string): Promise<Taken> {
  const store = join(servers.directory, `store-${codec}`);
  mkdirSync(store);
  const nodes = [{ name: 'node-1', host: primary.host, port: primary.port }];
  const { stdout } = await promisify(execFile)(process.execPath, [program, JSON.stringify({ store, codec, target: { deployment: 'cache', nodes } })]);
  return JSON.parse(stdout) as Taken;
}

// Whatever a stream that is not compressed takes, one that is takes, too.
test.each(['gzip'])('a gigabyte with the codec %s takes a process of at most 150 MB, while keys are written', async (codec) => {
  let writing = true;
  const writes = (async (): Promise<void> => {
    while (writing) {
      await fill(primary, 2000, VALUE_BYTES);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  const { manifest, seconds, maxRssBytes } = await taken(codec).finally(() => { writing = false; });
  await writes;
  const [shard] = manifest.shards;
  console.log(`${codec}: ${(shard!.plainBytes / 1e6).toFixed(0)} MB in ${seconds.toFixed(1)} s, ${(maxRssBytes / 2 ** 20).toFixed(0)} MB of memory`);
  expect(shard!.keys).toEqual({ 0: KEYS });
  expect(shard!.plainBytes).toBeGreaterThan(2 ** 30);
  expect(maxRssBytes).toBeLessThanOrEqual(MOST_RSS);
});
