import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chooseCodec } from '../../../lib/backup/codec';
import type { BackupManifest, Codec } from '../../../lib/backup/manifest';
import { BackupDamaged, readManifest } from '../../../lib/backup/manifest-file';
import { DirectoryStore } from '../../../lib/backup/store/directory-store';
import { takeBackup } from '../../../lib/backup/take-backup';
import type { BackupTarget } from '../../../lib/backup/target';
import { verifyBackup } from '../../../lib/backup/verify';
import type { Random } from '../../../lib/drill/random';
import { eventually, freePort, type RedisServers, type TestServer } from '../redis/redis-servers';

/** Longer than this on a few hundred kilobytes is hanging. */
const HANGING_MS = 60_000;
const CLUSTER_SHARDS = 3;

/** A backup in a folder, with an older one of the same deployment beside it. */
export interface Victim {
  readonly store: DirectoryStore;
  readonly manifest: BackupManifest;
  /** Folder of the backup, and of the older one. */
  readonly folder: string;
  readonly older: string;
}

/** Real backups of a Cluster and of a primary with a replica, with every codec that can be written here. */
export async function victims(servers: RedisServers): Promise<Victim[]> {
  const targets = [await cluster(servers), await replicated(servers)];
  const zstd: Codec[] = chooseCodec('auto') === 'zstd' ? ['zstd'] : [];
  const made: Victim[] = [];
  for (const { target, change } of targets) {
    for (const codec of ['none', 'gzip', ...zstd] as const) {
      const root = path.join(servers.directory, `store-${target.deployment}-${codec}`);
      const store = new DirectoryStore(root);
      const options = { target, store, codec, fromPrimary: target.deployment === 'cluster', minBytesPerSecond: 0 };
      const before = await takeBackup(options);
      await change();
      const manifest = await takeBackup(options);
      const folderOf = ({ deployment, id }: BackupManifest): string => path.join(root, deployment, id);
      made.push({ store, manifest, folder: folderOf(manifest), older: folderOf(before) });
    }
  }
  return made;
}

interface Source {
  readonly target: BackupTarget;
  /** Makes the next backup differ from the last. */
  change(): Promise<unknown>;
}

async function replicated(servers: RedisServers): Promise<Source> {
  const primary = await servers.start();
  const replica = await servers.replica(primary);
  await fill(primary, '');
  await primary.call('FUNCTION', 'LOAD', '#!lua name=mylib\nredis.register_function("f", function() return 1 end)');
  const nodes = [primary, replica].map(({ host, port }, index) => ({ name: `node-${index + 1}`, host, port }));
  return { target: { deployment: 'demo', nodes, planned: { topology: 'sentinel' } }, change: () => caughtUp(primary, replica) };
}

async function caughtUp(primary: TestServer, replica: TestServer): Promise<void> {
  const count = await primary.call('INCR', 'backups');
  await eventually(async () => await replica.call('GET', 'backups') === String(count));
}

async function cluster(servers: RedisServers): Promise<Source> {
  const started: TestServer[] = [];
  for (let shard = 0; shard < CLUSTER_SHARDS; shard += 1) {
    const args = ['--cluster-enabled', 'yes', '--cluster-port', String(await freePort()), '--cluster-require-full-coverage', 'no'];
    const server = await servers.start(args);
    const from = Math.floor((shard * 16_384) / CLUSTER_SHARDS);
    await server.call('CLUSTER', 'ADDSLOTSRANGE', from, Math.floor(((shard + 1) * 16_384) / CLUSTER_SHARDS) - 1);
    await server.call('CLUSTER', 'SET-CONFIG-EPOCH', shard + 1);
    started.push(server);
  }
  const [first, ...others] = started;
  const busOf = async (server: TestServer): Promise<string> => String(await server.call('CONFIG', 'GET', 'cluster-port')).split(',')[1]!;
  for (const other of others) {
    await first!.call('CLUSTER', 'MEET', other.host, other.port, await busOf(other));
  }
  await Promise.all(started.map((server) => eventually(async () =>
    String(await server.call('CLUSTER', 'INFO')).includes('cluster_state:ok')
    && (String(await server.call('CLUSTER', 'NODES')).match(/connected \d/g) ?? []).length === CLUSTER_SHARDS)));
  for (const [shard, server] of started.entries()) {
    await fill(server, `{${tagIn(shard)}}`);
  }
  const nodes = started.map(({ host, port }, index) => ({ name: `node-${index + 1}`, host, port }));
  return {
    target: { deployment: 'cluster', nodes },
    change: () => Promise.all(started.map((server, shard) => server.call('INCR', `{${tagIn(shard)}}backups`))),
  };
}

/** Words whose slots are in the first, second and third of a Cluster. */
function tagIn(shard: number): string {
  return ['b', 'c', 'a'][shard]!;
}

/** Some of every type, compressible and not. */
async function fill(server: TestServer, tag: string): Promise<void> {
  const noise = (length: number): string => Array.from({ length }, () => String.fromCharCode(33 + Math.floor(Math.random() * 90))).join('');
  for (let index = 0; index < 40; index += 1) {
    await server.call('SET', `${tag}key-${index}`, index % 2 ? noise(300) : 'same '.repeat(100), 'PX', 3_600_000 + index);
  }
  await server.call('RPUSH', `${tag}list`, ...Array.from({ length: 200 }, (_, index) => `entry ${index} ${noise(10)}`));
  await server.call('SADD', `${tag}set`, ...Array.from({ length: 50 }, (_, index) => index));
  await server.call('HSET', `${tag}hash`, ...Array.from({ length: 100 }, (_, index) => `${index}-${noise(8)}`));
  await server.call('ZADD', `${tag}sorted`, ...Array.from({ length: 50 }, (_, index) => [index + 0.5, noise(6)]).flat());
  await server.call('XADD', `${tag}stream`, '*', 'field', noise(40));
}

/**
 * Damages a file, or how files lie to each other, by chance.
 *
 * @returns what was done, for people
 */
export function corrupt(victim: Victim, random: Random): string {
  const names = readdirSync(victim.folder);
  if (random.chance(0.1)) {
    return shuffle(victim, random);
  }
  const name = random.pick(names);
  const file = path.join(victim.folder, name);
  const good = readFileSync(file);
  const [what, bad] = damaged(good, random);
  if (bad.equals(good)) {
    return corrupt(victim, random);
  }
  writeFileSync(file, bad);
  return `${name}: ${what}`;
}

/** @returns what was done, for people, and the damaged bytes; by chance they are the same */
export function damaged(good: Buffer, random: Random): [string, Buffer] {
  const at = random.whole(0, good.length - 1);
  const more = Math.min(good.length - at, random.whole(1, 200));
  const bytes = Buffer.from(Array.from({ length: random.whole(1, 50) }, () => random.whole(0, 255)));
  const bad = Buffer.from(good);
  switch (random.whole(0, 7)) {
    case 0:
    case 1: {
      const bit = random.whole(0, 7);
      bad[at]! ^= 1 << bit;
      return [`bit ${bit} of byte ${at} flipped`, bad];
    }
    case 2:
      bad[at] = random.whole(0, 255);
      return [`byte ${at} is ${bad[at]}`, bad];
    case 3:
      return [`cut to ${at} bytes`, good.subarray(0, at)];
    case 4:
      return [`${bytes.length} bytes appended`, Buffer.concat([good, bytes])];
    case 5:
      return [`${more} bytes removed at ${at}`, Buffer.concat([good.subarray(0, at), good.subarray(at + more)])];
    case 6:
      return [`${bytes.length} bytes put in at ${at}`, Buffer.concat([good.subarray(0, at), bytes, good.subarray(at)])];
    default:
      return [`${more} bytes from ${at} are zero`, bad.fill(0, at, at + more)];
  }
}

/** Every file is as it was written, only not where it was. */
function shuffle({ folder, older, manifest }: Victim, random: Random): string {
  const objects = manifest.shards.map(({ object }) => object);
  switch (random.whole(0, manifest.shards.length > 1 ? 4 : 3)) {
    case 0: {
      const name = random.pick([...objects, 'manifest.json']);
      rmSync(path.join(folder, name));
      return `${name} is gone`;
    }
    case 1:
      copyFileSync(path.join(older, 'manifest.json'), path.join(folder, 'manifest.json'));
      return 'the manifest is the older backup\'s';
    case 2: {
      const name = random.pick(objects);
      copyFileSync(path.join(older, name), path.join(folder, name));
      return `${name} is the older backup's`;
    }
    case 3:
      copyFileSync(path.join(folder, objects[0]!), path.join(folder, `shard-${objects.length + 1}.rdb`));
      return 'there is one more object';
    default: {
      const [one, other] = random.shuffle(objects);
      const content = readFileSync(path.join(folder, one!));
      copyFileSync(path.join(folder, other!), path.join(folder, one!));
      writeFileSync(path.join(folder, other!), content);
      return `${one} and ${other} are swapped`;
    }
  }
}

/**
 * Damages backups so many times, each time a good one, and lets every damage be looked for.
 *
 * @returns what was done and not noticed, crashed the verification or kept it from ending
 */
export async function unnoticed(all: Victim[], random: Random, times: number): Promise<string[]> {
  const failures: string[] = [];
  for (let time = 0; time < times; time += 1) {
    const victim = all[time % all.length]!;
    const spare = `${victim.folder}.spare`;
    copyFolder(victim.folder, spare);
    const what = corrupt(victim, random);
    const outcome = await noticed(victim);
    if (outcome !== undefined) {
      failures.push(`${victim.manifest.deployment}, ${victim.manifest.shards[0]!.codec}, ${what}: ${outcome}`);
    }
    rmSync(victim.folder, { recursive: true });
    copyFolder(spare, victim.folder);
    rmSync(spare, { recursive: true });
  }
  return failures;
}

/** Undefined when the damage is found as it should be. */
async function noticed({ store, manifest, folder }: Victim): Promise<string | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const hanging = new Promise<string>((resolve) => { timer = setTimeout(() => resolve('verification hangs'), HANGING_MS); });
  const verification = verifyBackup(store, manifest).then(async ({ ok, problems }) => {
    if (ok || problems.length === 0 || problems.some((problem) => problem.trim() === '')) {
      return ok ? 'not noticed' : `noticed without a reason: ${JSON.stringify(problems)}`;
    }
    if (readdirSync(folder).some((name) => name.startsWith('verified-'))) {
      return 'written down as verified';
    }
    return manifestNoticed(store, manifest, problems);
  }, (failure: Error) => `verification threw ${failure.message}`);
  return Promise.race([verification, hanging]).finally(() => clearTimeout(timer));
}

/** A problem of the manifest is one for whoever only reads that. */
async function manifestNoticed(
  store: DirectoryStore, { deployment, id }: BackupManifest, problems: string[],
): Promise<string | undefined> {
  const failure = await readManifest(store, deployment, id).then(() => undefined, (cause: unknown) => cause);
  const expected = problems.some((problem) => problem.includes('manifest.json') && !problem.includes('does not know'));
  return (failure instanceof BackupDamaged) === expected ? undefined : `reading the manifest gave ${String(failure)}`;
}

function copyFolder(from: string, to: string): void {
  if (existsSync(to)) {
    throw new Error(`${to} is in the way`);
  }
  mkdirSync(to, { recursive: true });
  readdirSync(from).forEach((name) => copyFileSync(path.join(from, name), path.join(to, name)));
}
