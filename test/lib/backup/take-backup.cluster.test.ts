import { parseClusterNodes } from '../../../lib/redis';
import { keySlot } from '../../../lib/cluster/key-slot';
import { SlotsMoved, takeBackup, type TakeBackupOptions } from '../../../lib/backup/take-backup';
import { eventually, RedisServers } from '../redis/redis-servers';
import { clusterReplica, fillCluster, giveSlot, smallCluster, type ClusterMember } from '../redis/small-cluster';
import { WatchedStore } from './watched-store';

jest.setTimeout(60_000);

let servers: RedisServers;
let members: ClusterMember[];
let store: WatchedStore;

const KEYS = 300;

beforeAll(async () => {
  servers = new RedisServers();
  members = await smallCluster(servers, 3);
  await fillCluster(members, KEYS, 1000);
}, 60_000);
beforeEach(() => { store = new WatchedStore(); });
afterAll(() => servers.close());

function backup(over: Partial<TakeBackupOptions> = {}): ReturnType<typeof takeBackup> {
  const nodes = [{ name: 'first', host: members[0]!.host, port: members[0]!.port }];
  return takeBackup({ target: { deployment: 'cache', nodes }, store, codec: 'none', ...over }, { watchEveryMs: 50, pauseMs: 200, attempts: 2 });
}

/** Slots of nobody's keys, in the first shard. */
const used = new Set(Array.from({ length: KEYS }, (_, index) => keySlot(`key:${index}`)));
const empty = Array.from({ length: 5461 }, (_, slot) => slot).filter((slot) => slot > 100 && !used.has(slot));

test.each([1, 3])('from one address every shard is found, %s at a time; together they hold every key and every slot', async (parallel) => {
  const { shards, topology, findings } = await backup({ parallel });
  expect(topology).toBe('cluster');
  expect(shards.map(({ shard, slots, object }) => [shard, slots, object])).toEqual([
    [1, [{ from: 0, to: 5460 }], 'shard-1.rdb'], [2, [{ from: 5461, to: 10921 }], 'shard-2.rdb'], [3, [{ from: 10922, to: 16383 }], 'shard-3.rdb'],
  ]);
  expect(shards.reduce((sum, { keys }) => sum + keys!['0']!, 0)).toBe(KEYS);
  expect(shards[0]!.source.node).toBe('first');
  expect(findings.filter((finding) => finding.includes('only server of shard'))).toHaveLength(3);
  expect(store.keys).toHaveLength(4);
});

test('a slot that moves while shards are streamed is seen, and the backup is begun anew', async () => {
  const [one, two] = members as [ClusterMember, ClusterMember];
  let moved: Promise<void> | undefined;
  store.onPiece = () => (moved ??= giveSlot(empty[0]!, one, two));
  const { id, shards } = await backup();
  expect(shards[1]!.slots).toEqual([{ from: empty[0], to: empty[0] }, { from: 5461, to: 10921 }]);
  expect(store.keys.every((key) => key.startsWith(`cache/${id}/`))).toBe(true);
});

test('what an attempt left because it may not be removed is told, by the backup or by the error', async () => {
  const [one, two] = members as [ClusterMember, ClusterMember];
  store.remove = async () => ({ removed: false, kept: 'no permission' });
  const moves: Record<string, Promise<void>> = {};
  const move = (key: string, slot: number): Promise<void> => (moves[key.split('/')[1]!] ??= giveSlot(empty[slot]!, one, two));
  store.onPiece = (key) => (Object.keys(moves).length === 0 || moves[key.split('/')[1]!] ? move(key, 30) : undefined);
  const { id, findings } = await backup();
  const [first] = Object.keys(moves);
  expect(first).not.toBe(id);
  const told = findings.find((finding) => finding.includes('Could not be removed from'));
  expect(told).toContain(`cache/${first}/shard-1.rdb (no permission)`);
  expect(told).not.toContain(id);
  store.onPiece = (key) => move(key, 30 + Object.keys(moves).length);
  const failure = await backup().catch((each: unknown) => each as Error);
  const [, second, third] = Object.keys(moves);
  expect((failure as Error).message).toMatch(new RegExp(`not at rest.*Could not be removed.*${second}/shard-1.*${third}/shard-1`));
});

test('slots that move in every attempt are an error that says which, and nothing is left', async () => {
  const [one, two] = members as [ClusterMember, ClusterMember];
  const moves: Record<string, Promise<void>> = {};
  store.onPiece = (key) => (moves[key.split('/')[1]!] ??= giveSlot(empty[1 + Object.keys(moves).length]!, one, two));
  const failure = await backup().catch((each: unknown) => each);
  expect(failure).toBeInstanceOf(SlotsMoved);
  expect((failure as Error).message).toMatch(new RegExp(`slot ${empty[2]} (left|came to)`));
  expect(Object.keys(moves)).toHaveLength(2);
  expect(store.keys).toEqual([]);
});

test('a slot that went away and came back while shards were streamed is seen as well', async () => {
  const [one, , three] = members as [ClusterMember, ClusterMember, ClusterMember];
  const moves: Record<string, Promise<void>> = {};
  store.onPiece = (key) => (moves[key.split('/')[1]!] ??= (async () => {
    await giveSlot(empty[9]!, one, three);
    await giveSlot(empty[9]!, three, one);
  })());
  await expect(backup()).rejects.toThrow('changed hands and came back');
  expect(store.keys).toEqual([]);
});

test('nothing is begun while a slot is on its way', async () => {
  const [one, two] = members as [ClusterMember, ClusterMember];
  await one.call('CLUSTER', 'SETSLOT', empty[20]!, 'MIGRATING', two.id);
  try {
    await expect(backup()).rejects.toThrow(`slot ${empty[20]} is on its way out of first`);
  } finally {
    await one.call('CLUSTER', 'SETSLOT', empty[20]!, 'STABLE');
  }
  expect(store.keys).toEqual([]);
});

test('a replica is found and taken; a dead shard is an error, not a smaller backup', async () => {
  const replica = await clusterReplica(servers, members[2]!);
  await eventually(async () => parseClusterNodes(String(await members[0]!.call('CLUSTER', 'NODES'))).some(({ id, primaryId }) => id === replica.id && primaryId));
  await eventually(async () => Number(await replica.call('DBSIZE')) > 0);
  const { shards } = await backup();
  expect(shards.map(({ source }) => source.role)).toEqual(['primary', 'primary', 'replica']);
  await servers.kill(members[1]!);
  await expect(backup()).rejects.toThrow(/no shard has the slots/);
  expect(store.keys.filter((key) => key.endsWith('manifest.json'))).toHaveLength(1);
});
