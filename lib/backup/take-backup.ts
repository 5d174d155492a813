import { requireWhole } from '../model';
import { chooseCodec, type CodecChoice } from './codec';
import type { BackupManifest } from './manifest';
import { requireDeployment } from './names';
import { BackupAborted } from './snapshot/aborted';
import { BehindSurvey } from './snapshot/behind-survey';
import { aboutLeftovers, attemptBackup, SlotsMoved } from './snapshot/attempt';
import { holdingLease } from './snapshot/holding-lease';
import type { BackupProgress } from './snapshot/stream-shard';
import type { Store } from './store/store';
import type { BackupTarget } from './target';

export { BackupAborted } from './snapshot/aborted';
export { BackupUnderWay } from './snapshot/holding-lease';
export { BehindSurvey } from './snapshot/behind-survey';
export { SlotsMoved } from './snapshot/attempt';
export type { BackupProgress } from './snapshot/stream-shard';

export interface TakeBackupOptions {
  readonly target: BackupTarget;
  readonly store: Store;
  /** @default 'auto': zstd where this Node.js can write it, gzip elsewhere */
  readonly codec?: CodecChoice;
  /** @default 1, the fastest */
  readonly level?: number;
  /** Takes the primary of every shard. @default false: a replica, see `chooseSource` */
  readonly fromPrimary?: boolean;
  /**
   * Longest time for the whole backup, in seconds, other attempts included.
   *
   * @default - none but each snapshot's own: two minutes and one second for each 10 MB its server uses
   */
  readonly deadlineSeconds?: number;
  /**
   * A snapshot that comes more slowly than this, over half a minute, is given up, in bytes a second. While it lasts its
   * server cannot serve a new replica.
   *
   * @default 1048576
   */
  readonly minBytesPerSecond?: number;
  /** Shards at a time. @default 4: as many as compress at once in one Node.js */
  readonly parallel?: number;
  /** Told about each shard every second, and once when it is done. */
  readonly progress?: (event: BackupProgress) => void;
  /** Ends it; nothing of it stays in the store. */
  readonly signal?: AbortSignal;
}

/** How patient it is, in milliseconds; tests are less so. */
export interface Patience {
  /** How often a source is asked how it is. */
  readonly watchEveryMs: number;
  /** Longest time a source may be without its primary. */
  readonly linkDownMs: number;
  /** Longest wait for a Cluster's replica to be as far as its primary was when the backup began. */
  readonly catchUpMs: number;
  /** Longest time it may leave INFO without an answer. */
  readonly silentMs: number;
  /** How far back the pace is measured. */
  readonly windowMs: number;
  /** Between two attempts. */
  readonly pauseMs: number;
  /** How often a backup of a Cluster is begun anew because slots moved or a replica lagged. */
  readonly attempts: number;
}

const PATIENCE: Patience = {
  watchEveryMs: 1000, linkDownMs: 10_000, catchUpMs: 10_000, silentMs: 15_000, windowMs: 30_000, pauseMs: 5000, attempts: 3,
};

/**
 * Takes a backup: a snapshot of every shard, streamed from a replica into the store in constant memory, its checksum
 * verified on the way, and the manifest last. Nothing is written to the disk of this machine or of a server. Only one
 * backup of a deployment runs at a time.
 *
 * @returns its manifest; from then on it exists
 * @throws BackupUnderWay when another one holds the deployment's lease
 * @throws NoSource when a shard has no server that should be used
 * @throws SlotsMoved when slots of a Cluster moved in every attempt
 * @throws BehindSurvey when a Cluster's replica lagged too far behind in every attempt
 * @throws BackupAborted on a failover, at a deadline, or with too little progress
 * @throws Error for anything else; whatever it throws, nothing of the backup is left in the store
 */
export async function takeBackup(options: TakeBackupOptions, patience: Partial<Patience> = {}): Promise<BackupManifest> {
  const { target, store, deadlineSeconds, parallel = 4 } = options;
  requireDeployment(target.deployment);
  requireWhole('parallel', parallel, 1, 64);
  const codec = chooseCodec(options.codec);
  const { watchEveryMs: everyMs, windowMs, pauseMs, attempts, ...waits } = { ...PATIENCE, ...patience };
  const limits = { ...waits, everyMs, minBytesPerSecond: options.minBytesPerSecond ?? 1024 * 1024 };
  return holdingLease(store, target.deployment, async (lost) => {
    const control = new AbortController();
    const leftovers: string[] = [];
    const timer = deadlineSeconds === undefined ? undefined : setTimeout(() => {
      control.abort(new BackupAborted('deadline', `the backup of ${target.deployment} was not complete after ${deadlineSeconds} s, its deadline`));
    }, Math.min(deadlineSeconds * 1000, 2 ** 31 - 1));
    const signal = AbortSignal.any([control.signal, lost, ...(options.signal ? [options.signal] : [])]);
    try {
      return await repeated(attempts, pauseMs, signal, () => attemptBackup({
        target, store, codec, level: options.level, fromPrimary: options.fromPrimary ?? false, parallel, windowMs, signal, limits,
        progress: options.progress ?? ((): void => undefined), leftovers,
      }));
    } catch (failure) {
      if (failure instanceof Error && leftovers.length > 0) {
        failure.message = [failure.message, ...aboutLeftovers(store, leftovers)].join('. ');
      }
      throw failure;
    } finally {
      clearTimeout(timer);
    }
  });
}

async function repeated<T>(attempts: number, pauseMs: number, signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (let left = attempts - 1; ; left -= 1) {
    try {
      return await attempt();
    } catch (failure) {
      if (!(failure instanceof SlotsMoved || failure instanceof BehindSurvey) || left <= 0) {
        throw failure;
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      signal.throwIfAborted();
    }
  }
}
