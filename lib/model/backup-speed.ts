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

/** As many as compress at once in one process. */
export const MOST_PARALLEL_SHARDS = 4;

/** What is to be backed up, and whether it is read again. */
export interface DataSet {
  /** Redis memory of all shards. */
  readonly bytes: number;
  readonly shards: number;
  readonly verify: boolean;
}

/** Seconds that taking it, and reading it again, are expected to take at most. */
export function backupSeconds({ bytes, shards, verify }: DataSet, vcpus: number): number {
  const parallel = Math.min(shards, MOST_PARALLEL_SHARDS);
  const seconds = ({ perVcpu, perShard }: typeof TAKE): number => bytes / Math.min(vcpus * perVcpu, parallel * perShard);
  return seconds(TAKE) + (verify ? seconds(VERIFY) : 0);
}
