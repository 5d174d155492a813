import { BACKUP_METRICS, type BackupRun } from '../../model/backup-run';
import type { CodecChoice } from '../codec';
import type { BackupManifest } from '../manifest';
import type { Store } from '../store/store';
import { BackupUnderWay, takeBackup } from '../take-backup';
import type { BackupTarget } from '../target';
import { verifyBackup } from '../verify';
import type { Credentials } from './credentials';
import { newestVerified } from './newest-verified';
import { nodeOf } from './read-run';
import type { RunLog } from './run-log';
import type { TimeLimit } from './time-limit';

/** Metrics of one run by name. */
export type RunMetrics = Partial<Record<(typeof BACKUP_METRICS)['succeeded' | 'verified' | 'duration' | 'bytes' | 'age'], number>>;

/** What came of a run. */
export interface RunReport {
  readonly deployment: string;
  /** Absent when somebody else was at it. */
  readonly backup?: string;
  readonly verified: boolean;
  readonly seconds: number;
}

/** What a scheduled run is made with, wherever it runs. */
export interface RunMeans {
  readonly run: BackupRun;
  readonly store: Store;
  readonly limit: TimeLimit;
  readonly log: RunLog;
  /** Asked for once, when they are needed. */
  readonly credentials: () => Promise<Credentials>;
  /** Told at the end, whatever came of it. */
  readonly measured: (metrics: RunMetrics) => void;
  /** Ends it; nothing of a backup that is not complete stays in the store. */
  readonly signal?: AbortSignal;
}

/**
 * Takes one backup and, when time allows, reads it again and checks it. Says everything in log lines.
 *
 * @throws whatever made it fail, and for a backup that is damaged
 */
export async function runBackup(means: RunMeans): Promise<RunReport> {
  const began = Date.now();
  const { run: { deployment, verify }, store, log } = means;
  const metrics: RunMetrics = { [BACKUP_METRICS.succeeded]: 0, [BACKUP_METRICS.verified]: 0 };
  try {
    const manifest = await take(means);
    metrics[BACKUP_METRICS.succeeded] = 1;
    metrics[BACKUP_METRICS.duration] = manifest.durationSeconds;
    metrics[BACKUP_METRICS.bytes] = manifest.shards.reduce((sum, shard) => sum + shard.storedBytes, 0);
    log('info', 'backup taken', { backup: manifest.id, ...summary(manifest) });
    const verified = verify && await isVerified(means, manifest);
    metrics[BACKUP_METRICS.verified] = Number(verified);
    return { deployment, backup: manifest.id, verified, seconds: (Date.now() - began) / 1000 };
  } catch (failure) {
    if (failure instanceof BackupUnderWay) {
      // Events may be delivered twice, and a person may be at it: either way a backup is being taken.
      log('warn', failure.message);
      delete metrics[BACKUP_METRICS.succeeded];
      return { deployment, verified: false, seconds: (Date.now() - began) / 1000 };
    }
    log('error', (failure as Error).message, { error: (failure as Error).name });
    throw failure;
  } finally {
    const newest = await newestVerified(store, deployment).catch(() => undefined);
    const age = newest && { [BACKUP_METRICS.age]: Math.round((Date.now() - newest.getTime()) / 1000) };
    means.measured({ ...metrics, ...age });
  }
}

async function take({ run, store, limit, credentials, signal }: RunMeans): Promise<BackupManifest> {
  const target = targetOf(run, await credentials());
  const left = limit.require();
  return takeBackup({
    target,
    store,
    codec: run.codec as CodecChoice,
    fromPrimary: run.fromPrimary,
    parallel: run.parallel,
    deadlineSeconds: Math.min(left, run.deadlineSeconds ?? left),
    signal,
  });
}

/** @returns whether it was read as a whole and is in order; false when there was no time to. @throws Error when it is damaged */
async function isVerified({ store, limit, log, signal }: RunMeans, manifest: BackupManifest): Promise<boolean> {
  const { id, durationSeconds } = manifest;
  const left = limit.secondsLeft;
  // Reading it again takes no longer than taking it did.
  if (left < durationSeconds) {
    log('warn', `not verified: ${left.toFixed(0)} s are left, and taking it took ${durationSeconds} s; ${limit.advice}`, { backup: id });
    return false;
  }
  const time = AbortSignal.timeout(Math.floor(left * 1000));
  const result = await verifyBackup(store, manifest, { signal: signal ? AbortSignal.any([time, signal]) : time })
    .catch((failure: unknown) => {
      signal?.throwIfAborted();
      if (!time.aborted) {
        throw failure;
      }
      log('warn', `not verified: not done within the ${left.toFixed(0)} s that were left`, { backup: id });
      return undefined;
    });
  if (result && !result.ok) {
    throw new Error(`backup ${id} of ${manifest.deployment} is not in order: ${result.problems.join('; ')}`);
  }
  if (result) {
    log('info', 'backup verified', { backup: id });
  }
  return result !== undefined;
}

function targetOf(run: BackupRun, { password, username, ca, cert, key }: Credentials): BackupTarget {
  return {
    deployment: run.deployment,
    nodes: run.nodes.map(nodeOf),
    username: username ?? run.username,
    password,
    tls: run.tls ? { ca, cert, key, serverName: run.tlsServerName } : undefined,
  };
}

function summary({ shards, durationSeconds, findings }: BackupManifest): object {
  return {
    seconds: durationSeconds,
    findings,
    shards: shards.map(({ shard, source, storedBytes, plainBytes, codec }) => ({
      shard, node: source.node, role: source.role, lagBytes: source.lagBytes, storedBytes, plainBytes, codec,
    })),
  };
}
