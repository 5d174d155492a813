import { inParallel } from './in-parallel';
import type { BackupManifest } from './manifest';
import { BackupDamaged, BackupIncomplete, readManifest } from './manifest-file';
import { backupFolder, MANIFEST_OBJECT } from './names';
import type { Store } from './store/store';
import { isRecord, recordFailed, recordVerified } from './verification';
import { deepProblems, type DeepOptions } from './verify-deep';
import { shardProblems } from './verify-shard';

/** How far a verification is. */
export interface VerifyProgress {
  /** Stored bytes read, and those there are to read. */
  readonly bytes: number;
  readonly of: number;
  /** What is going on beyond reading; absent while it reads. */
  readonly step?: string;
}

export interface VerifyOptions {
  /** Also loads it into a scratch server. */
  readonly deep?: DeepOptions;
  /** Shards read at the same time. @default 2 */
  readonly parallel?: number;
  readonly signal?: AbortSignal;
  readonly progress?: (now: VerifyProgress) => void;
  /** Writes down in the store what came of it. @default true */
  readonly record?: boolean;
}

export interface VerifyResult {
  readonly deployment: string;
  readonly id: string;
  readonly ok: boolean;
  /** All that is wrong, for people; empty when it is in order. */
  readonly problems: string[];
  /** Whether it was loaded into a server. */
  readonly deep: boolean;
}

/**
 * Reads all of a backup again and compares it with its manifest: sizes, fingerprints as stored and decoded, the snapshots'
 * structure and checksums, keys, functions, slots, and that nothing is missing or too much. The store is told
 * what came of it, unless it has no manifest that could be read.
 *
 * @throws never for damage, that is a problem; BackupTooNew, InvalidInput for names that cannot be, what a store throws that
 * cannot be asked, and what `deep` throws when the scratch server cannot be started here
 */
export async function verifyBackup(
  store: Store, { deployment, id }: { readonly deployment: string; readonly id: string }, options: VerifyOptions = {},
): Promise<VerifyResult> {
  const result = (problems: string[], deep = false): VerifyResult =>
    ({ deployment, id, ok: problems.length === 0, problems, deep });
  const names = await namesIn(store, backupFolder(deployment, id));
  let manifest: BackupManifest;
  try {
    manifest = await readManifest(store, deployment, id);
  } catch (failure) {
    if (!(failure instanceof BackupDamaged)) {
      throw failure;
    }
    return result(failure instanceof BackupIncomplete && names.length === 0 ? ['there is no such backup'] : failure.problems);
  }
  const { deep, record = true, signal, progress } = options;
  const failed = async (found: string[], loaded: boolean): Promise<VerifyResult> =>
    result(record ? [...found, ...await writtenDown(store, manifest, found, loaded)] : found, loaded);
  const problems = [...unexpected(manifest, names), ...await contentProblems(store, manifest, options)];
  signal?.throwIfAborted();
  if (problems.length > 0) {
    return failed(problems, false);
  }
  if (deep) {
    const of = storedBytes(manifest);
    const told = deep.progress ?? ((step: string): void => progress?.({ bytes: of, of, step }));
    const found = await deepProblems(store, manifest, { ...deep, signal: deep.signal ?? signal, progress: told });
    if (found.length > 0) {
      return failed(found, true);
    }
  }
  if (record) {
    await recordVerified(store, manifest, { at: new Date(), deep: deep !== undefined });
  }
  return result([], deep !== undefined);
}

/** @returns why it could not be, which must not hide what was found */
async function writtenDown(store: Store, manifest: BackupManifest, problems: string[], deep: boolean): Promise<string[]> {
  try {
    await recordFailed(store, manifest, { at: new Date(), deep, problems });
    return [];
  } catch (failure) {
    return [`that it is not in order could not be written down in the store: ${(failure as Error).message}`];
  }
}

async function contentProblems(
  store: Store, manifest: BackupManifest, { parallel = 2, signal, progress }: VerifyOptions,
): Promise<string[]> {
  const { deployment, id, shards } = manifest;
  const of = storedBytes(manifest);
  let bytes = 0;
  const found = await inParallel(shards, parallel, (shard) => shardProblems(
    store, backupFolder(deployment, id), shard, shards.filter((other) => other !== shard), {
      signal,
      progress: (more) => {
        bytes += more;
        progress?.({ bytes, of });
      },
    }));
  return found.flat();
}

/** What is missing is noticed when it is read. */
function unexpected({ shards }: BackupManifest, names: string[]): string[] {
  return names
    .filter((name) => name !== MANIFEST_OBJECT && !isRecord(name) && !shards.some(({ object }) => object === name))
    .map((name) => `${name} is in its folder and the manifest does not know it`);
}

function storedBytes({ shards }: BackupManifest): number {
  return shards.reduce((sum, shard) => sum + shard.storedBytes, 0);
}

async function namesIn(store: Store, folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { key } of store.list(folder)) {
    names.push(key.slice(folder.length));
  }
  return names;
}
