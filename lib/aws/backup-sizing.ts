import { InvalidInput } from '../model';
import { backupSeconds, MOST_PARALLEL_SHARDS, type DataSet } from '../model/backup-speed';

export type { DataSet } from '../model/backup-speed';

/** What Lambda allows. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LAMBDA = { mostSeconds: 900, mostMegabytes: 10_240, megabytesPerVcpu: 1769 } as const;

/** Start of the function, the secret, choosing the source, the server's fork and the child it may have to wait for. */
const FIXED_SECONDS = 45;
/** A run is planned to take no more than this share of the limit, so that a slow day is no failed backup. */
const PLANNED_SHARE = 0.8;
/** From one vCPU on, whole ones: less only makes it slower. */
const MEMORY_STEPS = [1769, 3538, 5307, 7076, 8845, 10_240];
const LEAST_TIMEOUT_SECONDS = 180;

/** A function that can do it. */
export interface BackupSizing {
  readonly memoryMegabytes: number;
  readonly timeoutSeconds: number;
  /** Shards at a time. */
  readonly parallel: number;
  /** How long a run is expected to take at most. */
  readonly expectedSeconds: number;
}

/** How long a run takes with that much memory, by the model above, in seconds. */
export function expectedSeconds(dataSet: DataSet, memoryMegabytes: number): number {
  return Math.ceil(FIXED_SECONDS + backupSeconds(dataSet, memoryMegabytes / LAMBDA.megabytesPerVcpu));
}

/**
 * The smallest function that does it with time to spare.
 *
 * @throws InvalidInput when none does within Lambda's limit
 */
export function backupSizing(dataSet: DataSet): BackupSizing {
  const planned = LAMBDA.mostSeconds * PLANNED_SHARE;
  const memoryMegabytes = MEMORY_STEPS.find((megabytes) => expectedSeconds(dataSet, megabytes) <= planned);
  if (memoryMegabytes === undefined) {
    throw tooLarge(dataSet, planned);
  }
  const expected = expectedSeconds(dataSet, memoryMegabytes);
  const timeoutSeconds = Math.min(LAMBDA.mostSeconds, Math.max(LEAST_TIMEOUT_SECONDS, Math.ceil((expected * 1.5) / 60) * 60));
  return { memoryMegabytes, timeoutSeconds, parallel: Math.min(dataSet.shards, MOST_PARALLEL_SHARDS), expectedSeconds: expected };
}

function tooLarge(dataSet: DataSet, planned: number): InvalidInput {
  const gibibytes = (dataSet.bytes / 1024 ** 3).toFixed(1);
  const expected = expectedSeconds(dataSet, LAMBDA.mostMegabytes);
  const unverified = dataSet.verify && expectedSeconds({ ...dataSet, verify: false }, LAMBDA.mostMegabytes) <= planned
    ? 'give `verify: false` and run `redis-ha backups verify` elsewhere, or ' : '';
  return new InvalidInput('dataSetSize',
    `a data set of ${gibibytes} GiB in ${dataSet.shards === 1 ? 'one shard' : `${dataSet.shards} shards`} takes about ${expected} s to `
      + `back up${dataSet.verify ? ' and verify' : ''}, and a Lambda function ends after ${LAMBDA.mostSeconds} s (${planned} s are planned with)`,
    `${unverified}run \`redis-ha backup\` by a timer on a host beside the servers, with \`BackupBucket.grantBackup\` for its role; where `
      + 'there is less data than that, give dataSetSize');
}
