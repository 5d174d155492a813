import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { openStore } from '../../../../lib/backup/store/open-store';
import { takeBackup } from '../../../../lib/backup/take-backup';
import { POD_PATHS } from '../../../../lib/config';
import { engineScript } from '../../../../lib/manifests/restore-proof';
import { RESTORE_PROOF_VARIABLE, type RestoreProof } from '../../../../lib/model/restore-proof';
import { s3Available, startS3, type S3Server } from '../../../s3/s3-server';
import { endsWithTest } from '../../../ends-with-test';
import { fill } from '../../redis/fill';
import { RedisServers } from '../../redis/redis-servers';
import { BuiltJob, type JobRun } from './run-job';

jest.setTimeout(60_000);

const KEYS = 500;
const servers = new RedisServers();
const root = mkdtempSync(path.join(tmpdir(), 'redis-ha-proof-'));
const engines = new Set<ChildProcess>();
let job: BuiltJob;
let s3: S3Server;
let backup: string;
let count = 0;

(s3Available() ? describe : describe.skip)('the program of a RestoreJob and the script of its server, against a real redis-server', () => {
  beforeAll(async () => {
    job = new BuiltJob();
    s3 = (await startS3())!;
    Object.assign(process.env, s3.env);
    const server = await servers.start();
    await fill(server, KEYS, 200);
    // Gone by the time it is restored: counted as loaded all the same.
    await server.call('SET', 'expires', 'soon', 'PX', 1500);
    await server.call('FUNCTION', 'LOAD', '#!lua name=lib\nredis.register_function(\'one\', function() return 1 end)');
    const store = openStore(s3.url);
    const manifest = await takeBackup({
      target: { deployment: 'cache', nodes: [{ name: 'node-1', host: server.host, port: server.port }] }, store, codec: 'gzip',
    });
    store.close();
    backup = manifest.id;
    expect(manifest.shards[0]!.keys).toEqual({ 0: KEYS + 1 });
    await new Promise((resolve) => setTimeout(resolve, 1500));
  });

  afterAll(async () => {
    job?.remove();
    await Promise.all([...engines].map(async (engine) => {
      engine.kill('SIGTERM');
      await once(engine, 'exit');
    }));
    await Promise.all([servers.close(), s3?.stop()]);
    rmSync(root, { recursive: true, force: true });
  });

  /** A pod's volumes, and its containers as functions. */
  function pod(more: Partial<RestoreProof> = {}) {
    count += 1;
    const home = path.join(root, String(count));
    const [directory, engineDir] = [path.join(home, 'data'), path.join(home, 'engine')];
    [directory, engineDir].forEach((folder) => mkdirSync(folder, { recursive: true }));
    const env = {
      ...s3.env,
      [RESTORE_PROOF_VARIABLE]: JSON.stringify({
        schemaVersion: 1, store: s3.url, deployment: 'cache', backup, engine: { family: 'redis', version: '8.0' }, directory, engineDir, ...more,
      } satisfies RestoreProof),
    };
    return {
      directory,
      engineDir,
      shard: path.join(directory, 'shard-1'),
      fetch: (): Promise<JobRun> => job.run(env, ['fetch']),
      prove: (): Promise<JobRun> => job.run(env, ['prove']),
      serve(): ChildProcess {
        const script = engineScript('redis-server').replace(`${POD_PATHS.runDir}/engine`, engineDir);
        const child = spawn(...endsWithTest('sh', ['-c', script]), { stdio: 'ignore' });
        engines.add(child);
        child.once('exit', () => engines.delete(child));
        return child;
      },
    };
  }

  async function proven(of: ReturnType<typeof pod>): Promise<JobRun> {
    const server = of.serve();
    const ended = once(server, 'exit');
    const outcome = await of.prove();
    // Its container ends by itself: no Job would, otherwise, where sidecars are plain containers.
    await ended;
    return outcome;
  }

  test('a backup that is in order is loaded and counted, keys that have expired included', async () => {
    const of = pod();
    const fetched = await of.fetch();
    expect([fetched.code, fetched.last.message]).toEqual([0, 'backup fetched']);
    const { code, last } = await proven(of);
    expect(last).toMatchObject({
      message: 'backup proven', exitCode: 0, deployment: 'cache', backup,
      shards: [{ shard: 1, keys: { 0: KEYS + 1 }, expires: 1, functions: ['lib'] }],
    });
    expect(code).toBe(0);
  });

  test('fetched once it is not fetched again, and a volume of another backup is left alone', async () => {
    const of = pod();
    expect((await of.fetch()).code).toBe(0);
    const again = await of.fetch();
    expect([again.code, again.lines.filter(({ message }) => message === 'shard fetched')]).toEqual([0, []]);
    const restored = path.join(of.shard, 'restored.json');
    writeFileSync(restored, readFileSync(restored, 'utf8').replace(backup, '20200101T000000Z-000000'));
    const other = await of.fetch();
    expect([other.code, other.last.error]).toEqual([2, expect.stringMatching(/has data in shard-1 of the backup 20200101T000000Z-000000/)]);
    expect(existsSync(path.join(of.shard, 'appendonlydir'))).toBe(true);
  });

  test('a volume with anything else on it is refused, and nothing is changed', async () => {
    const of = pod();
    writeFileSync(path.join(of.directory, 'dump.rdb'), 'somebody\'s');
    const { code, last } = await of.fetch();
    expect([code, last.error]).toEqual([2, expect.stringMatching(/has dump\.rdb, which is not of the backup/)]);
    expect(readdirSync(of.directory)).toEqual(['dump.rdb']);
  });

  test('keys that are missing after loading are a backup that is not proven', async () => {
    const of = pod();
    await of.fetch();
    const restored = path.join(of.shard, 'restored.json');
    writeFileSync(restored, readFileSync(restored, 'utf8').replace(`"0": ${KEYS + 1}`, `"0": ${KEYS + 2}`));
    const { code, last } = await proven(of);
    expect(last).toMatchObject({ message: 'backup not proven', exitCode: 5, problems: [expect.stringMatching(/has keys .*the manifest says/)] });
    expect(code).toBe(5);
  });

  test('what the server cannot load is not proven, in its own words', async () => {
    const of = pod();
    await of.fetch();
    truncateSync(path.join(of.shard, 'appendonlydir/appendonly.aof.1.base.rdb'), 2000);
    const { code, last } = await proven(of);
    expect([code, last.error]).toEqual([5, expect.stringMatching(/the server does not load it: it said: .*it ended with 1/)]);
  });

  test('a server container that was killed while it loaded says so when it is back', async () => {
    const of = pod();
    await of.fetch();
    // As it is left behind: what was asked had been taken, and nobody has answered.
    const proving = of.prove();
    while (!existsSync(path.join(of.engineDir, 'load'))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    writeFileSync(path.join(of.engineDir, 'loading'), '');
    rmSync(path.join(of.engineDir, 'load'));
    of.serve();
    const { code, last } = await proving;
    expect([code, last.error]).toEqual([5, expect.stringMatching(/its container was killed, as when memory runs out/)]);
  });

  test('a backup that was damaged in the store is not even put there', async () => {
    const store = openStore(s3.url);
    const keys: string[] = [];
    for await (const { key } of store.list(`cache/${backup}/shard-1`)) {
      keys.push(key);
    }
    store.close();
    const at = { Bucket: s3.bucket, Key: keys[0]! };
    const whole = await (await s3.client.send(new GetObjectCommand(at))).Body!.transformToByteArray();
    const damaged = Uint8Array.from(whole);
    damaged[damaged.length >> 1]! ^= 1;
    await s3.client.send(new PutObjectCommand({ ...at, Body: damaged }));
    try {
      const of = pod();
      const { code, last } = await of.fetch();
      expect([code, last.message]).toEqual([5, 'backup not fetched']);
      expect(existsSync(path.join(of.shard, 'appendonlydir'))).toBe(false);
    } finally {
      await s3.client.send(new PutObjectCommand({ ...at, Body: whole }));
    }
  });

  test.each([
    ['a server that is too old', { engine: { family: 'redis', version: '6.2' } }, 2, /redis 6\.2 cannot read append-only files/],
    ['a backup that is not there', { backup: '20200101T000000Z-000000' }, 5, /20200101T000000Z-000000/],
    ['settings of another version', { schemaVersion: 2 }, 2, /has schemaVersion 2/],
  ])('%s is refused', async (_, more, exit, message) => {
    const { code, last } = await pod(more).fetch();
    expect([code, last.error]).toEqual([exit, expect.stringMatching(message)]);
  });
});
