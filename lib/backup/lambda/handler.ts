import { readRun } from '../run/read-run';
import { runBackup, type RunReport } from '../run/run-backup';
import { runLog, writeLine } from '../run/run-log';
import { TimeLimit, type RemainingTime } from '../run/time-limit';
import { openStore } from '../store/open-store';
import { embeddedMetrics } from './embedded-metrics';
import { readCredentials } from './read-credentials';

/** What Lambda tells a function about its run, as far as it is used. */
export interface RunContext extends RemainingTime {
  readonly awsRequestId: string;
}

/**
 * The function BackupSchedule deploys: takes one backup and, when time allows, reads it again and checks it. Says everything in
 * log lines, as JSON, metrics included.
 *
 * @throws whatever made it fail, so that Lambda counts an error and hands the event to the dead-letter queue
 */
export async function handler(_event: unknown, context: RunContext): Promise<RunReport> {
  const run = readRun(process.env, 'secretId');
  const { deployment } = run;
  const limit = new TimeLimit(context, 'give the function a longer timeout');
  const store = openStore(run.store);
  try {
    return await runBackup({
      run,
      store,
      limit,
      log: runLog({ deployment, requestId: context.awsRequestId }),
      credentials: () => readCredentials(run),
      measured: (metrics) => writeLine(embeddedMetrics(deployment, metrics, new Date())),
    });
  } finally {
    store.close();
  }
}
