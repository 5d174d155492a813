import { RdbError, RdbScanner, type RdbListener, type RdbSummary } from '../../rdb';
import type { BackupManifest, BackupShard } from '../manifest';
import { BackupDamaged } from '../manifest-file';
import type { Store } from '../store/store';
import { counts, names } from '../verify-shard';
import { plainBytes } from './plain-bytes';

/** Where a shard of a backup is read from, and who wants to know. */
export interface SourceReading {
  readonly store: Store;
  readonly manifest: BackupManifest;
  readonly signal?: AbortSignal;
  /** Told plain bytes that were read since it was last told. */
  readonly read?: (bytes: number) => void;
}

/**
 * As `plainBytes`, scanned while it passes: structure, checksum, keys and functions are what the manifest says, too.
 *
 * @param listener hears of each key before the bytes it stands in are handed on
 * @throws BackupDamaged at the first thing that is not as it should be
 */
export async function* checkedSource(
  { store, manifest, signal, read }: SourceReading, shard: BackupShard, listener?: RdbListener,
): AsyncGenerator<Uint8Array> {
  const scanner = new RdbScanner(listener);
  for await (const chunk of plainBytes(store, manifest, shard, signal)) {
    scanned(manifest, shard, () => scanner.write(chunk));
    read?.(chunk.length);
    yield chunk;
  }
  const differences = differencesFrom(shard, scanned(manifest, shard, () => scanner.end()));
  if (differences.length > 0) {
    throw new BackupDamaged(manifest.deployment, manifest.id, differences.map((difference) => `${shard.object} ${difference}`));
  }
}

function scanned<T>({ deployment, id }: BackupManifest, { object }: BackupShard, work: () => T): T {
  try {
    return work();
  } catch (failure) {
    throw failure instanceof RdbError ? new BackupDamaged(deployment, id, [`${object} is no snapshot in order: ${failure.message}`]) : failure;
  }
}

function differencesFrom(shard: BackupShard, found: RdbSummary): string[] {
  const compared: [string, string, string][] = [
    ['the format', `${shard.rdbMagic} ${shard.rdbVersion}`, `${found.magic} ${found.version}`],
    ['the CRC64', shard.crc64, found.crc64],
    ['the functions', names(shard.functions), names(found.functions)],
    // What one of both could not tell apart it did not count.
    ...(shard.keys && found.keys ? [['the keys', counts(shard.keys), counts(found.keys)] as [string, string, string]] : []),
  ];
  return compared.filter(([, said, is]) => said !== is).map(([what, said, is]) => `has ${what} ${is}, not ${said} as its manifest says`);
}
