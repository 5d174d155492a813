import { InvalidInput } from '../model';

/** What Lambda allows. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const LAMBDA = { mostSeconds: 900, mostMegabytes: 10_240, megabytesPerVcpu: 1769 } as const;

const MIB = 1024 ** 2;
/**
 * Speed at which a data set is taken, in bytes of Redis memory a second: what one vCPU does (compressing, checking, hashing,
 * sending), and what one shard's server and its one compressor do at best.
 *
 * Measured with the built handler, 0.4 GiB of JSON in strings, and an S3 server on the same two busy cores: 100 MiB a second of
 * one core with zstd, 50 with gzip; 42 MiB a second for one shard. Assumed is half of the slower one, and less for a shard.
 */
const TAKE = { perVcpu: 25 * MIB, perShard: 35 * MIB };
/** Reading it again and checking it: no server to wait for, nothing to compress. Measured: 115 MiB a second of one core. */
const VERIFY = { perVcpu: 40 * MIB, perShard: 60 * MIB };
/** Start of the function, the secret, choosing the source, the server's fork and the child it may have to wait for. */
const FIXED_SECONDS = 45;
/** A run is planned to take no more than this share of the limit, so that a slow day is no failed backup. */
const PLANNED_SHARE = 0.8;
/** From one vCPU on, whole ones: less only makes it slower. */
const MEMORY_STEPS = [1769, 3538, 5307, 7076, 8845, 10_240];
const LEAST_TIMEOUT_SECONDS = 180;
/** As many as compress at once in one process. */
const MOST_PARALLEL = 4;

/** What is to be backed up, and whether it is read again. */
export interface DataSet {
  /** Redis memory of all shards. */
  readonly bytes: number;
  readonly shards: number;
  readonly verify: boolean;
}

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
export function expectedSeconds({ bytes, shards, verify }: DataSet, memoryMegabytes: number): number {
  const vcpus = memoryMegabytes / LAMBDA.megabytesPerVcpu;
  const parallel = Math.min(shards, MOST_PARALLEL);
  const seconds = ({ perVcpu, perShard }: typeof TAKE): number => bytes / Math.min(vcpus * perVcpu, parallel * perShard);
  return Math.ceil(FIXED_SECONDS + seconds(TAKE) + (verify ? seconds(VERIFY) : 0));
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
  return { memoryMegabytes, timeoutSeconds, parallel: Math.min(dataSet.shards, MOST_PARALLEL), expectedSeconds: expected };
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
