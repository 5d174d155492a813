import type { RdbSummary } from '../../rdb';
import type { BackupManifest } from '../manifest';
import type { Store } from '../store/store';
import { checkedSource, type SourceReading } from './checked-source';
import { DataFolder, type DataFolderOptions } from './data-folder';
import { requireNoServer } from './folder-in-use';
import { mergedSnapshot } from './merged-snapshot';
import { diskFailure, requireRoom } from './room';
import { sourcesOf, type ShardSources } from './shard-sources';
import { writeSnapshot } from './snapshot-file';
import { strayCounter, type Strays } from './strays';

export interface RestoreShardOptions extends DataFolderOptions {
  readonly store: Store;
  readonly manifest: BackupManifest;
  /** Shard of the deployment that is restored, from 1. */
  readonly shard: number;
  /** How many it has; 1 when it is no Cluster. */
  readonly shards: number;
  /** Data folder of its server; made when there is none. */
  readonly directory: string;
  readonly signal?: AbortSignal;
  readonly progress?: (now: RestoreProgress) => void;
}

/** How far a shard is. */
export interface RestoreProgress {
  readonly shard: number;
  /** Bytes of snapshots that have been read, and those there are to read. */
  readonly bytes: number;
  readonly of: number;
}

export interface RestoredShard {
  readonly shard: number;
  readonly directory: string;
  /** Keys by database, those that have expired included; absent when the snapshot holds types unknown here. */
  readonly keys?: Record<string, number>;
  /** Names of function libraries. */
  readonly functions: string[];
  /** Length of the snapshot as restored. */
  readonly bytes: number;
  /** It is the backup's file, byte for byte. */
  readonly verbatim: boolean;
  /** Keys that were left out, by number of the backup's shard that held them without owning their slot. */
  readonly strays: Record<number, number>;
  /** Where the old data is, when it was kept aside. */
  readonly kept?: string;
}

/** A shard that is complete and not yet in place. */
export interface DraftedShard {
  readonly result: RestoredShard;
  /** Puts it into place. */
  commit(): Promise<RestoredShard>;
  /** Leaves everything as it was. */
  discard(): Promise<void>;
}

/**
 * Restores one shard into a data folder: checked against the manifest to the last byte, read once more as it is written,
 * flushed, and then put into place as a whole. Whatever fails, the folder is as it was. Checks `restoreProblems` beforehand
 * are the caller's.
 *
 * @throws BackupDamaged when the backup is not what was stored; RestoreRefused when its shards cannot be put together;
 * InvalidInput for a folder that is not empty, in use by a server, or on a file system that is too small; what the store
 * throws when it cannot be read
 */
export async function restoreShard(options: RestoreShardOptions): Promise<RestoredShard> {
  return (await draftShard(options)).commit();
}

/** As `restoreShard`, up to the point at which everything is there; call `commit` or `discard`. */
export async function draftShard(options: RestoreShardOptions): Promise<DraftedShard> {
  const { manifest, shard, shards, directory } = options;
  const sources = sourcesOf(manifest, shard, shards);
  await requireNoServer(directory);
  // How much of several sources is wanted shows only when they are read.
  await requireRoom(directory, sources.verbatim ? sources.shards[0]!.plainBytes : 0);
  const folder = await DataFolder.begin(directory, options);
  const discard = (): Promise<void> => folder.discard();
  try {
    const { keys, functions, bytes, verbatim, strays } = await fill(folder, options, sources);
    const about = { shard, functions, ...(keys === undefined ? {} : { keys }) };
    const result = { ...about, directory: folder.directory, bytes, verbatim, strays: Object.fromEntries(strays) };
    const commit = async (): Promise<RestoredShard> => {
      try {
        options.signal?.throwIfAborted();
        await requireNoServer(directory);
        const kept = await folder.commit({ deployment: manifest.deployment, id: manifest.id, shards, ...about });
        return kept === undefined ? result : { ...result, kept };
      } catch (failure) {
        await discard();
        throw diskFailure(failure, directory);
      }
    };
    return { result, commit, discard };
  } catch (failure) {
    await discard();
    throw diskFailure(failure, directory);
  }
}

interface Filled extends RdbSummary {
  readonly verbatim: boolean;
  readonly strays: Strays;
}

async function fill(folder: DataFolder, options: RestoreShardOptions, sources: ShardSources): Promise<Filled> {
  const strays: Strays = new Map();
  if (sources.verbatim) {
    const [only] = sources.shards;
    // A Cluster's node that finds keys of slots it has not been given takes those slots.
    const body = checkedSource(reading(options, sources), only!, options.shards > 1 ? strayCounter(only!, strays) : undefined);
    const copied = await written(folder, body);
    if (strays.size === 0) {
      return { ...copied, verbatim: true, strays };
    }
  }
  const merged = await written(folder, mergedSnapshot(reading(options, sources), sources, strays));
  return { ...merged, verbatim: false, strays };
}

function reading({ store, manifest, shard, signal, progress }: RestoreShardOptions, { shards }: ShardSources): SourceReading {
  const of = shards.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
  let bytes = 0;
  return {
    store, manifest, signal,
    read: (more) => {
      signal?.throwIfAborted();
      bytes += more;
      progress?.({ shard, bytes, of });
    },
  };
}

async function written(folder: DataFolder, body: AsyncIterable<Uint8Array>): Promise<RdbSummary> {
  const file = await folder.openBase();
  try {
    return await writeSnapshot(file, body);
  } finally {
    await file.close();
  }
}
