import type { BackupRun } from '../../model/backup-run';
import { InvalidInput } from '../../model';
import { readRun, type RunWith } from '../run/read-run';
import { runBackup, type RunMetrics, type RunReport } from '../run/run-backup';
import { runLog, type RunLog } from '../run/run-log';
import { TimeLimit } from '../run/time-limit';
import { openStore } from '../store/open-store';
import { JOB_EXIT } from './job-exit';
import { readCredentials } from './read-credentials';

/** Of a run that is not told how long it may take. */
const USUAL_LIMIT_SECONDS = 3600;

/**
 * One backup, taken and verified in a pod. The last line of the log says what came of it.
 *
 * @param signal ends it, as a drain of the node does
 * @returns one of JOB_EXIT
 */
export async function backupJob(env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<number> {
  let run: RunWith<'passwordFile'>;
  try {
    run = readRun(env, 'passwordFile');
  } catch (failure) {
    runLog({})('error', (failure as Error).message);
    return JOB_EXIT.misconfigured;
  }
  const log = runLog({ deployment: run.deployment });
  let metrics: RunMetrics = {};
  const ended = (exitCode: number, report: Partial<RunReport>, error?: string): number => {
    log(exitCode === JOB_EXIT.done ? 'info' : 'error', 'backup run ended', { exitCode, ...report, error, ...metrics });
    return exitCode;
  };
  try {
    const report = await runIn(run, log, signal, (measured) => { metrics = measured; });
    return ended(exitOf(run, report), report);
  } catch (failure) {
    const { message } = failure as Error;
    return ended(failure instanceof InvalidInput ? JOB_EXIT.misconfigured : JOB_EXIT.failed, { verified: false }, message);
  }
}

async function runIn(
  run: RunWith<'passwordFile'>, log: RunLog, signal: AbortSignal, measured: (metrics: RunMetrics) => void,
): Promise<RunReport> {
  const limitMs = (run.limitSeconds ?? USUAL_LIMIT_SECONDS) * 1000;
  const limit = new TimeLimit(
    { getRemainingTimeInMillis: () => limitMs - process.uptime() * 1000 }, 'give the run more time, by dataSetSize or timeout',
  );
  const store = openStore(run.store);
  try {
    return await runBackup({ run, store, limit, log, measured, signal, credentials: () => readCredentials(run) });
  } finally {
    store.close();
  }
}

function exitOf({ verify }: BackupRun, { backup, verified }: RunReport): number {
  if (backup === undefined) {
    return JOB_EXIT.underWay;
  }
  return verified || !verify ? JOB_EXIT.done : JOB_EXIT.unverified;
}
