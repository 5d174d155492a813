import { backupSeconds, MOST_PARALLEL_SHARDS, type DataSet } from '../model/backup-speed';
import { MIB } from '../plan/memory';

/** The least a run is given; also what a small one may take on a bad day. */
const LEAST_SECONDS = 600;
/** Beyond what is expected: a neighbour on the host, a server whose disk is busy. Nothing is lost by waiting. */
const SPARE = 3;
/** Choosing the source, the server's fork and the child it may have to wait for. */
const FIXED_SECONDS = 45;
/** From the Job's beginning to the program's: a host has to be found or made, images to be pulled. */
const STARTUP_SECONDS = 600;

/**
 * Measured with the bundled program against an S3 server, 0.4 GiB without compression, verified: 161 MiB resident at most,
 * 40 MiB of it parts on their way. Assumed is half as much again, for allocators that differ.
 */
const PROGRAM = 160 * MIB;
const COMPRESSOR = 72 * MIB;

/** What a run is given. */
export interface BackupJobSizing {
  /** The program ends by itself within that. */
  readonly limitSeconds: number;
  /** Kubernetes ends it at that, from the Job's beginning. */
  readonly deadlineSeconds: number;
  readonly memoryBytes: number;
  /** Shards at a time. */
  readonly parallel: number;
}

/**
 * What a run of that much data needs.
 *
 * @param limitSeconds in place of the derived one
 */
export function backupJobSizing(dataSet: DataSet, cpuMillicores: number, limitSeconds?: number): BackupJobSizing {
  const expected = FIXED_SECONDS + backupSeconds(dataSet, cpuMillicores / 1000);
  const limit = limitSeconds ?? Math.max(LEAST_SECONDS, Math.ceil((expected * SPARE) / 60) * 60);
  const parallel = Math.min(dataSet.shards, MOST_PARALLEL_SHARDS);
  return {
    limitSeconds: limit,
    deadlineSeconds: limit + STARTUP_SECONDS,
    memoryBytes: PROGRAM + parallel * (COMPRESSOR + partBuffers(dataSet.bytes / dataSet.shards)),
    parallel,
  };
}

/** Of one shard's upload: parts grow with its length, see lib/backup/store/part-size. */
function partBuffers(shardBytes: number): number {
  const gibibytes = shardBytes / 1024 ** 3;
  const [, mebibytes] = [[8, 40], [26, 48], [60, 64]].find(([most]) => gibibytes <= most!) ?? [];
  return (mebibytes ?? 128 * 2 ** Math.max(0, Math.ceil(Math.log2(gibibytes / 129)))) * MIB;
}
