import { InvalidInput } from '../../model';
import type { RestoreProof } from '../../model/restore-proof';
import { loadedDifferences } from '../loaded-differences';
import { databasesFor, LoadFailed } from '../loading-server';
import type { BackupManifest } from '../manifest';
import { BackupDamaged, BackupTooNew, readManifest } from '../manifest-file';
import { RestoreRefused } from '../restore/restore-problems';
import { readRestored } from '../restore/restored-file';
import { runLog, type RunLog } from '../run/run-log';
import { openStore } from '../store/open-store';
import type { Store } from '../store/store';
import { EngineContainer } from './engine-container';
import { fetchBackup, shardDirectory } from './fetch-backup';
import { JOB_EXIT } from './job-exit';
import { readProof } from './proof-run';

/** A server that loaded it holds something else than its manifest says, or could not load it. */
class NotProven extends Error {
  constructor(public readonly problems: string[]) {
    super(problems.join('; '));
  }
}

/**
 * First half of a proof, before the server's container begins: puts the backup onto the volume.
 *
 * @returns one of JOB_EXIT
 */
export async function fetchForProof(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  return inProof(env, 'backup fetched', 'backup not fetched', async (proof, store, manifest, log) => {
    await fetchBackup(proof, store, manifest, log, signal);
    return {};
  });
}

/**
 * Second half: has the server load every shard and compares what it holds, expired keys included, with the manifest. The last
 * line of the log says what came of it.
 *
 * @returns one of JOB_EXIT
 */
export async function proveRestore(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  return inProof(env, 'backup proven', 'backup not proven', async (proof, _store, manifest, log) => {
    const engine = new EngineContainer(proof.engineDir);
    try {
      return { shards: await loadedShards(proof, manifest, engine, log, signal) };
    } finally {
      await engine.end();
    }
  });
}

async function loadedShards(
  proof: RestoreProof, manifest: BackupManifest, engine: EngineContainer, log: RunLog, signal: AbortSignal,
): Promise<object[]> {
  const results: object[] = [];
  const problems: string[] = [];
  const databases = databasesFor(manifest.shards, manifest.configuration?.databases);
  for (const shard of manifest.shards) {
    const directory = shardDirectory(proof, shard.shard);
    // Keys that a shard held without owning their slot are in its manifest and were not restored.
    const { keys } = (await readRestored(directory)) ?? {};
    try {
      const loaded = await engine.load(directory, databases, (share) => {
        log('info', 'loading', { shard: shard.shard, percent: Math.round(share * 100) });
      }, signal);
      problems.push(...loadedDifferences({ ...shard, keys: keys ?? shard.keys }, loaded));
      results.push({ shard: shard.shard, ...loaded });
    } catch (failure) {
      if (!(failure instanceof LoadFailed)) {
        throw failure;
      }
      problems.push(`${shard.object}: ${failure.message}`);
    }
  }
  if (problems.length > 0) {
    throw new NotProven(problems);
  }
  return results;
}

type Work = (proof: RestoreProof, store: Store, manifest: BackupManifest, log: RunLog) => Promise<object>;

async function inProof(env: NodeJS.ProcessEnv, done: string, failed: string, work: Work): Promise<number> {
  const began = Date.now();
  let log = runLog({});
  try {
    const proof = readProof(env);
    const { deployment, backup } = proof;
    log = runLog({ deployment, backup });
    const store = openStore(proof.store);
    try {
      const result = await work(proof, store, await readManifest(store, deployment, backup), log);
      log('info', done, { exitCode: JOB_EXIT.done, seconds: (Date.now() - began) / 1000, ...result });
      return JOB_EXIT.done;
    } finally {
      store.close();
    }
  } catch (failure) {
    const exitCode = exitOf(failure);
    const problems = failure instanceof NotProven ? { problems: failure.problems } : {};
    log('error', failed, { exitCode, error: failure instanceof Error ? failure.message : String(failure), ...problems });
    return exitCode;
  }
}

function exitOf(failure: unknown): number {
  if (failure instanceof BackupDamaged || failure instanceof NotProven) {
    return JOB_EXIT.unproven;
  }
  const hopeless = [InvalidInput, RestoreRefused, BackupTooNew].some((kind) => failure instanceof kind);
  return hopeless ? JOB_EXIT.misconfigured : JOB_EXIT.failed;
}
