import { BACKUP_METRICS, type BackupRun } from '../../model/backup-run';
import type { CodecChoice } from '../codec';
import type { BackupManifest } from '../manifest';
import { openStore } from '../store/open-store';
import type { Store } from '../store/store';
import { BackupUnderWay, takeBackup } from '../take-backup';
import type { BackupTarget } from '../target';
import { verifyBackup } from '../verify';
import { embeddedMetrics, type RunMetrics } from './embedded-metrics';
import { newestVerified } from './newest-verified';
import { nodeOf, readRun } from './read-run';
import { readSecret, type Credentials } from './read-secret';
import { TimeLimit, type RunContext } from './time-limit';

/** What came of a run. */
export interface RunReport {
  readonly deployment: string;
  /** Absent when somebody else was at it. */
  readonly backup?: string;
  readonly verified: boolean;
  readonly seconds: number;
}

/**
 * The function BackupSchedule deploys: takes one backup and, when time allows, reads it again and checks it. Says everything in
 * log lines, as JSON, metrics included.
 *
 * @throws whatever made it fail, so that Lambda counts an error and hands the event to the dead-letter queue
 */
export async function handler(_event: unknown, context: RunContext): Promise<RunReport> {
  const run = readRun(process.env);
  const limit = new TimeLimit(context);
  const log = logging(run.deployment, context.awsRequestId);
  const store = openStore(run.store);
  try {
    return await backUp(run, store, limit, log);
  } finally {
    store.close();
  }
}

type Log = (level: 'info' | 'warn' | 'error', message: string, more?: object) => void;

async function backUp(run: BackupRun, store: Store, limit: TimeLimit, log: Log): Promise<RunReport> {
  const began = Date.now();
  const { deployment } = run;
  const metrics: RunMetrics = { [BACKUP_METRICS.succeeded]: 0, [BACKUP_METRICS.verified]: 0 };
  try {
    const manifest = await take(run, store, limit);
    metrics[BACKUP_METRICS.succeeded] = 1;
    metrics[BACKUP_METRICS.duration] = manifest.durationSeconds;
    metrics[BACKUP_METRICS.bytes] = manifest.shards.reduce((sum, shard) => sum + shard.storedBytes, 0);
    log('info', 'backup taken', { backup: manifest.id, ...summary(manifest) });
    const verified = run.verify && await verify(store, manifest, limit, log);
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
    write(embeddedMetrics(deployment, { ...metrics, ...age }, new Date()));
  }
}

async function take(run: BackupRun, store: Store, limit: TimeLimit): Promise<BackupManifest> {
  const target = targetOf(run, await readSecret(run.secretId));
  const left = limit.require();
  return takeBackup({
    target,
    store,
    codec: run.codec as CodecChoice,
    fromPrimary: run.fromPrimary,
    parallel: run.parallel,
    deadlineSeconds: Math.min(left, run.deadlineSeconds ?? left),
  });
}

/** @returns whether it was read as a whole and is in order; false when there was no time to. @throws Error when it is damaged */
async function verify(store: Store, manifest: BackupManifest, limit: TimeLimit, log: Log): Promise<boolean> {
  const { id, durationSeconds } = manifest;
  const left = limit.secondsLeft;
  // Reading it again takes no longer than taking it did.
  if (left < durationSeconds) {
    log('warn', `not verified: ${left.toFixed(0)} s are left, and taking it took ${durationSeconds} s; give the function more memory or time`,
      { backup: id });
    return false;
  }
  const signal = AbortSignal.timeout(Math.floor(left * 1000));
  const result = await verifyBackup(store, manifest, { signal }).catch((failure: unknown) => {
    if (!signal.aborted) {
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

function logging(deployment: string, requestId: string): Log {
  return (level, message, more) =>
    write(JSON.stringify({ time: new Date().toISOString(), level, message, deployment, requestId, ...more }));
}

/** Not console.log: Lambda puts words before its lines, and then they are no JSON. */
function write(line: string): void {
  process.stdout.write(`${line}\n`);
}
