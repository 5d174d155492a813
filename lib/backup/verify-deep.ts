import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { decode } from './codec';
import { loadedDifferences } from './loaded-differences';
import type { BackupManifest, BackupShard } from './manifest';
import { backupFolder } from './names';
import { DataFolder } from './restore/data-folder';
import { restoreProblems } from './restore/restore-problems';
import { databasesFor, LoadFailed } from './loading-server';
import { programVersion, ScratchServer } from './scratch-server';
import type { Store } from './store/store';

export interface DeepOptions {
  /** Path of a `redis-server` or `valkey-server` that can load the backup. */
  readonly server: string;
  /** Where the scratch data goes; needs room for the largest shard, not compressed. @default - the system's temporary folder */
  readonly directory?: string;
  readonly signal?: AbortSignal;
  /** Told what is going on, for people. */
  readonly progress?: (step: string) => void;
}

/** This machine or that server cannot load the backup; nothing is said about the backup. */
export class CannotLoadHere extends Error {}

/**
 * Restores every shard into a folder of its own, loads it into a scratch server, one at a time, and compares what the server
 * then holds with the manifest: keys by database, expired ones included, and functions. Server and folder are gone afterwards.
 *
 * @returns every difference, for people
 * @throws CannotLoadHere when the server is not there or does not fit, or the disk has no room
 */
export async function deepProblems(store: Store, manifest: BackupManifest, options: DeepOptions): Promise<string[]> {
  await requireFits(manifest, options);
  const problems: string[] = [];
  for (const shard of manifest.shards) {
    const of = `shard ${shard.shard} of ${manifest.shards.length}`;
    const progress = (step: string): void => options.progress?.(`${of}: ${step}`);
    problems.push(...await shardDeepProblems(store, manifest, shard, { ...options, progress }));
  }
  return problems;
}

async function requireFits(manifest: BackupManifest, { server, directory = tmpdir() }: DeepOptions): Promise<void> {
  const engine = await programVersion(server).catch((failure: Error) => { throw new CannotLoadHere(failure.message); });
  const problems = restoreProblems(manifest, { engine, shards: manifest.shards.length, cluster: manifest.topology === 'cluster' });
  if (problems.length > 0) {
    throw new CannotLoadHere(`${server} cannot load the backup ${manifest.id}: ${problems.join('; ')}`);
  }
  const needed = Math.max(...manifest.shards.map(({ plainBytes }) => plainBytes));
  const { bavail, bsize } = await statfs(directory).catch((failure: Error) => { throw new CannotLoadHere(failure.message); });
  if (bavail * bsize < needed) {
    throw new CannotLoadHere(`${directory} has ${bavail * bsize} bytes free and the largest shard needs ${needed}: `
      + 'set TMPDIR to a folder with more room');
  }
}

async function shardDeepProblems(
  store: Store, manifest: BackupManifest, shard: BackupShard, { server, directory = tmpdir(), signal, progress }: DeepOptions,
): Promise<string[]> {
  const scratch = await mkdtemp(join(resolve(directory), 'redis-ha-verify-'));
  try {
    progress?.('writing it to a scratch folder');
    await restoreInto(join(scratch, 'data'), store, manifest, shard, signal);
    const running = new ScratchServer(server, scratch, databasesFor(manifest.shards, manifest.configuration?.databases));
    try {
      const loaded = await running.loaded((share) => progress?.(`loading, ${Math.round(share * 100)} %`), signal);
      return loadedDifferences(shard, loaded);
    } finally {
      await running.stop();
    }
  } catch (failure) {
    signal?.throwIfAborted();
    if (failure instanceof LoadFailed) {
      return [`${shard.object}: ${failure.message}`];
    }
    throw failure;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** As a restore does it: as the base of an append-only file, in a folder that comes into place as a whole. */
async function restoreInto(
  directory: string, store: Store, manifest: BackupManifest, shard: BackupShard, signal?: AbortSignal,
): Promise<void> {
  await mkdir(directory, { mode: 0o700 });
  const folder = await DataFolder.begin(directory);
  const base = await folder.openBase();
  try {
    const body = await store.read(`${backupFolder(manifest.deployment, manifest.id)}${shard.object}`, signal);
    for await (const chunk of decode(shard.codec, body)) {
      await base.writeFile(chunk);
    }
  } finally {
    await base.close();
  }
  const { shard: number, keys, functions } = shard;
  const { deployment, id, shards } = manifest;
  await folder.commit({ deployment, id, shard: number, shards: shards.length, keys, functions });
}
