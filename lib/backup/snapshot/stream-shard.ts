import { openSnapshotStream } from '../../redis';
import { encode, SUFFIXES } from '../codec';
import { addressOf } from '../connection';
import type { BackupShard, Codec } from '../manifest';
import type { SourceChoice } from '../source/choose-source';
import type { ShardNodes } from '../source/shard-nodes';
import type { Store } from '../store/store';
import type { BackupTarget } from '../target';
import { reasonOf } from './aborted';
import { BehindSurvey, isBehind } from './behind-survey';
import { usualDeadline } from './deadline';
import { Inspected } from './inspected';
import { Pace } from './pace';
import { StrayKeys } from './stray-keys';
import { SourceWatch, type WatchLimits } from './watch-source';

/** How far one shard is. */
export interface BackupProgress {
  readonly shard: number;
  /** Name of the node the snapshot comes from. */
  readonly node: string;
  /** Bytes of snapshot so far, before compression. */
  readonly bytes: number;
  /** Over the last seconds, or since it began where that is shorter. */
  readonly bytesPerSecond: number;
  /** This is the shard's last event. */
  readonly done: boolean;
}

export interface ShardJob {
  readonly target: BackupTarget;
  readonly store: Store;
  /** `<deployment>/<id>/`. */
  readonly folder: string;
  readonly shard: ShardNodes;
  readonly choice: SourceChoice;
  readonly codec: Codec;
  readonly level?: number;
  readonly limits: Omit<WatchLimits, 'deadlineSeconds'>;
  /** How far back the pace is measured, in milliseconds. */
  readonly windowMs: number;
  readonly signal: AbortSignal;
  readonly progress: (event: BackupProgress) => void;
}

/**
 * Takes one shard's snapshot into the store.
 *
 * @throws BackupAborted when the watch calls it off; BehindSurvey when the source lags too far behind, which may pass
 * @throws Error when the stream is cut, the snapshot is damaged or the store refuses; nothing of it is in the store then
 */
export async function streamShard(job: ShardJob): Promise<{ shard: BackupShard; findings: string[] }> {
  const { target, store, shard, choice, codec, level } = job;
  const { node } = choice;
  const startedAt = new Date();
  const began = performance.now();
  const control = new AbortController();
  const signal = AbortSignal.any([job.signal, control.signal]);
  const pace = new Pace(job.windowMs, () => performance.now());
  const limits = { ...job.limits, deadlineSeconds: usualDeadline(node.usedMemoryBytes) };
  const watch = new SourceWatch(target, node, pace, limits, (reason) => control.abort(reason));
  const told = setInterval(() => job.progress(progressOf(false)), 1000);
  const progressOf = (done: boolean): BackupProgress => {
    const average = (pace.bytes * 1000) / Math.max(1, performance.now() - began);
    const bytesPerSecond = Math.round(done ? average : pace.bytesPerSecond ?? average);
    return { shard: shard.shard, node: node.name, bytes: pace.bytes, bytesPerSecond, done };
  };
  try {
    const since = shard.primary;
    // Nothing moves into a deployment of one shard: what a replica still lacks there after a while is its lag, and told as that.
    const mayLag = shard.slots.length === 0;
    await watch.begin(since, signal).catch((failure: unknown) => {
      if (!(mayLag && failure instanceof BehindSurvey)) {
        throw failure;
      }
    });
    const { username, password, tls, localAddress } = target;
    const stream = await openSnapshotStream({ host: node.host, port: node.port, username, password, tls, localAddress, signal });
    const object = `shard-${shard.shard}.rdb${SUFFIXES[codec]}`;
    const strays = shard.slots.length > 0 ? new StrayKeys(shard.shard, shard.slots, `${node.name} (${addressOf(node)})`) : undefined;
    const inspected = new Inspected(stream.body, codec !== 'none', (bytes) => pace.add(bytes), strays);
    try {
      watch.expect(stream.replicationId);
      // A server that is writing a file for another replica already hands out that one, which may be of long ago.
      const behind = isBehind(stream, since) ? new BehindSurvey(node.name, stream, since) : undefined;
      if (behind && !mayLag) {
        throw behind;
      }
      const put = await store.put(`${job.folder}${object}`, encode(codec, level, inspected), signal);
      await watch.end();
      const { summary, sha256 = put.sha256 } = inspected.outcome;
      if (codec === 'none' && put.bytes !== summary.bytes) {
        throw new Error(`${store.url} says it has stored ${put.bytes} of the ${summary.bytes} bytes of ${object}`);
      }
      job.progress(progressOf(true));
      return {
        shard: {
          shard: shard.shard, object, slots: shard.slots,
          source: { node: node.name, role: node.role, lagBytes: choice.lagBytes },
          replicationId: stream.replicationId, offset: stream.offset,
          codec, storedBytes: put.bytes, storedSha256: put.sha256,
          plainBytes: summary.bytes, plainSha256: sha256,
          rdbVersion: summary.version, rdbMagic: summary.magic, crc64: summary.crc64,
          ...(summary.keys ? { keys: summary.keys, expires: summary.expires } : {}),
          functions: summary.functions,
          startedAt: startedAt.toISOString(), durationSeconds: Math.round(performance.now() - began) / 1000,
        },
        findings: [
          ...strays?.findings ?? [],
          ...(behind ? [behind.finding] : []),
          ...(stream.fromDisk ? [`${node.name} (${addressOf(node)}) wrote the snapshot to its own disk first: set repl-diskless-sync to yes`] : []),
          ...(summary.checksummed ? [] : [`${node.name} computes no checksum over its snapshots (rdbchecksum no): damage on its side would not show`]),
          ...(summary.opaque ? [`the keys of shard ${shard.shard} could not be counted: ${summary.opaque}`] : []),
        ],
      };
    } finally {
      stream.close();
    }
  } catch (failure) {
    throw signal.aborted ? reasonOf(signal) : await watch.whyCut() ?? failure;
  } finally {
    watch.stop();
    clearInterval(told);
  }
}
