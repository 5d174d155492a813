import { BehindSurvey } from '../../../../lib/backup/snapshot/behind-survey';
import { streamShard, type ShardJob } from '../../../../lib/backup/snapshot/stream-shard';
import { chooseSource } from '../../../../lib/backup/source/choose-source';
import { survey } from '../../../../lib/backup/source/survey';
import { keySlot } from '../../../../lib/cluster';
import { openSnapshotStream } from '../../../../lib/redis';
import { fill } from '../../redis/fill';
import { eventually, RedisServers, type TestServer } from '../../redis/redis-servers';
import { WatchedStore } from '../watched-store';

jest.setTimeout(60_000);

let servers: RedisServers;
let store: WatchedStore;

beforeEach(() => {
  servers = new RedisServers();
  store = new WatchedStore();
});
afterEach(() => servers.close());

/** What a survey makes of servers, with a watch that never looks by itself. */
async function jobOf(...nodes: TestServer[]): Promise<ShardJob> {
  const target = { deployment: 'cache', nodes: nodes.map(({ host, port }, index) => ({ name: `node-${index + 1}`, host, port })) };
  const [shard] = (await survey(target)).shards;
  return {
    target, store, folder: 'cache/1/', shard: shard!, choice: chooseSource(shard!), codec: 'none', windowMs: 30_000,
    limits: { minBytesPerSecond: 1, everyMs: 600_000, linkDownMs: 10_000, silentMs: 5000, catchUpMs: 200 },
    signal: new AbortController().signal, progress: () => undefined,
  };
}

const repoint = async (replica: TestServer, primary: TestServer): Promise<void> => {
  await replica.call('REPLICAOF', primary.host, primary.port);
  await eventually(async () => /master_link_status:up/.test(String(await replica.call('INFO', 'replication'))));
};

test('a replica that follows somebody else by the time its turn comes is not taken for the one that was chosen', async () => {
  const [one, other] = [await servers.start(), await servers.start()];
  await fill(one, 100, 100);
  await other.call('SET', 'foreign', 1);
  const replica = await servers.replica(one);
  const job = await jobOf(one, replica);
  await repoint(replica, other);
  await expect(streamShard(job)).rejects.toMatchObject({ name: 'BackupAborted', why: 'failover', message: expect.stringContaining('node-2 follows 127.0.0.1:') });
  expect(store.keys).toEqual([]);
});

test('nor one with other data under the address of the same primary', async () => {
  const [one, other] = [await servers.start(), await servers.start()];
  await fill(one, 100, 100);
  const replica = await servers.replica(one);
  const job = await jobOf(one, replica);
  await one.call('REPLICAOF', other.host, other.port);
  await eventually(async () => /master_link_status:up/.test(String(await one.call('INFO', 'replication'))));
  await eventually(async () => await replica.call('DBSIZE') === 0);
  await expect(streamShard(job)).rejects.toMatchObject({ why: 'failover', message: expect.stringContaining('another history of writes') });
});

test('a snapshot shorter than the time between two looks is compared at its end', async () => {
  const primary = await servers.start();
  await fill(primary, 100, 100);
  const replica = await servers.replica(primary, ['--repl-diskless-sync', 'no']);
  const job = await jobOf(primary, replica);
  let promoted: Promise<unknown> | undefined;
  store.onPiece = async () => { await (promoted ??= replica.call('REPLICAOF', 'NO', 'ONE')); };
  await expect(streamShard(job)).rejects.toMatchObject({ why: 'failover', message: expect.stringContaining('is primary now: a failover') });
});

test('a primary nobody has followed begins its history with the snapshot, which is no failover', async () => {
  const primary = await servers.start();
  await fill(primary, 100, 100);
  const { shard } = await streamShard(await jobOf(primary));
  expect(shard.keys).toEqual({ 0: 100 });
  expect((await streamShard({ ...await jobOf(primary), folder: 'cache/2/' })).shard.replicationId).toBe(shard.replicationId);
});

test('keys of slots that the shard does not own are a finding; where most are, it is another shard\'s data and refused', async () => {
  const server = await servers.start();
  const names = Array.from({ length: 30 }, (_, index) => `key:${index}`).sort((a, b) => keySlot(a) - keySlot(b));
  await Promise.all(names.map((name) => server.call('SET', name, 1, 'EX', 1000)));
  const job = await jobOf(server);
  const owning = (to: string): ShardJob => ({ ...job, shard: { ...job.shard, slots: [{ from: 0, to: keySlot(to) }] } });
  expect((await streamShard(owning(names[27]!))).findings).toEqual([expect.stringContaining('2 of 30 keys looked at in shard 1 are of slots')]);
  await expect(streamShard({ ...owning(names[2]!), folder: 'cache/2/' })).rejects.toThrow(/^27 of 30 keys that node-1 \(127.* does not own/);
  expect(store.keys).toEqual(['cache/1/shard-1.rdb']);
});

describe('where slots may have moved before', () => {
  const slots = [{ from: 0, to: 16_383 }];
  const ahead = (job: ShardJob, bytes: number): ShardJob => {
    const primary = { ...job.shard.primary!, offset: job.shard.primary!.offset + bytes };
    return { ...job, shard: { ...job.shard, slots, primary } };
  };

  test('a replica that is behind is waited for, for some time', async () => {
    const primary = await servers.start();
    const job = await jobOf(primary, await servers.replica(primary));
    await expect(streamShard(ahead(job, 100_000))).rejects.toThrow(BehindSurvey);
    expect(store.keys).toEqual([]);
    const late = streamShard(ahead({ ...job, limits: { ...job.limits, catchUpMs: 30_000 } }, 50_000));
    await new Promise((resolve) => setTimeout(resolve, 500));
    await fill(primary, 100, 1000);
    expect((await late).shard.offset).toBeGreaterThanOrEqual(job.shard.primary!.offset + 50_000);
  });

  test('a file the server was writing for somebody else already is not taken', async () => {
    const server = await servers.start(['--repl-diskless-sync', 'no', '--rdb-key-save-delay', '2000']);
    await fill(server, 1000, 100);
    const earlier = openSnapshotStream({ host: server.host, port: server.port });
    await eventually(async () => /rdb_bgsave_in_progress:1/.test(String(await server.call('INFO', 'persistence'))));
    await server.call('SET', 'moved here since', 1);
    const job = await jobOf(server);
    await expect(streamShard({ ...job, shard: { ...job.shard, slots } })).rejects.toThrow(/^node-1 is \d+ bytes behind/);
    (await earlier).close();
  });
});

test('in a deployment of one shard a replica is waited for as well, and told when it stays behind', async () => {
  const primary = await servers.start();
  const job = await jobOf(primary, await servers.replica(primary));
  const ahead = (bytes: number): ShardJob['shard'] => ({
    ...job.shard, slots: [], primary: { ...job.shard.primary!, offset: job.shard.primary!.offset + bytes },
  });
  const late = streamShard({ ...job, folder: 'cache/1/', shard: ahead(50_000), limits: { ...job.limits, catchUpMs: 30_000 } });
  await new Promise((resolve) => setTimeout(resolve, 500));
  await fill(primary, 100, 1000);
  const caughtUp = await late;
  expect(caughtUp.shard.offset).toBeGreaterThanOrEqual(job.shard.primary!.offset + 50_000);
  expect(caughtUp.findings).toEqual([]);
  const { findings } = await streamShard({ ...job, folder: 'cache/2/', shard: ahead(10_000_000) });
  expect(findings).toEqual([expect.stringMatching(/^node-2 was \d+ bytes behind what its primary had when the backup began/)]);
});
