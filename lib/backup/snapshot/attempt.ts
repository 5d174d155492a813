import { randomBytes } from 'node:crypto';
import { inParallel } from '../in-parallel';
import { MANIFEST_SCHEMA_VERSION, type BackupManifest, type Codec } from '../manifest';
import { writeManifest } from '../manifest-file';
import { backupFolder, timeInName } from '../names';
import { aboutMissing, chooseSource } from '../source/choose-source';
import { slotsMoved } from '../source/slot-ownership';
import { survey } from '../source/survey';
import type { Store } from '../store/store';
import type { BackupTarget } from '../target';
import { reasonOf } from './aborted';
import { capture } from './captures';
import { removeAttempt } from './remove-attempt';
import { streamShard, type BackupProgress, type ShardJob } from './stream-shard';
import { highestVersion, topologyOf } from './topology';

/** Everything one attempt at a backup needs, with every default filled in. */
export interface AttemptOptions {
  readonly target: BackupTarget;
  readonly store: Store;
  readonly codec: Codec;
  readonly level?: number;
  readonly fromPrimary: boolean;
  readonly parallel: number;
  readonly limits: ShardJob['limits'];
  readonly windowMs: number;
  readonly signal: AbortSignal;
  readonly progress: (event: BackupProgress) => void;
  /** What attempts that failed left in the store because it may not be removed; grows. */
  readonly leftovers: string[];
}

/** Leftovers in one message. */
const MOST_NAMED = 20;

const IN_SENTINELS_LIST = 'Sentinels take the connection of a backup from a primary for a replica with port 0, down, until SENTINEL RESET';

/** Slots of a Cluster have no owner, or moved while they were backed up: keys may be missing, or be there twice. */
export class SlotsMoved extends Error {
  constructor(public readonly moves: readonly string[]) {
    super(`slots of the Cluster are not at rest: ${moves.slice(0, 10).join('; ')}${moves.length > 10 ? '; and more' : ''}`);
    this.name = 'SlotsMoved';
  }
}

/** `20261122T150203Z-4f3a91`: sorts by time, and two that begin in the same second differ. */
export function newBackupId(at: Date): string {
  return `${timeInName(at)}-${randomBytes(3).toString('hex')}`;
}

/**
 * Tries once. Whatever goes wrong, what it had stored is removed again; what cannot be is added to the leftovers.
 *
 * @throws SlotsMoved when another attempt may do better
 */
export async function attemptBackup(options: AttemptOptions): Promise<BackupManifest> {
  const { target, store } = options;
  const startedAt = new Date();
  const id = newBackupId(startedAt);
  const folder = backupFolder(target.deployment, id);
  try {
    return await stored(options, id, folder, startedAt);
  } catch (failure) {
    options.leftovers.push(...await removeAttempt(store, folder).catch((problem: unknown) => [`${folder} (${String(problem)})`]));
    throw failure;
  }
}

/** Names what is still there of attempts that failed, for people; empty when nothing is. */
export function aboutLeftovers({ url }: Store, leftovers: readonly string[]): string[] {
  const more = leftovers.length > MOST_NAMED ? ` and ${leftovers.length - MOST_NAMED} more` : '';
  return leftovers.length === 0 ? []
    : [`Could not be removed from ${url}: ${leftovers.slice(0, MOST_NAMED).join(', ')}${more}; without a manifest it is no backup`];
}

async function stored(options: AttemptOptions, id: string, folder: string, startedAt: Date): Promise<BackupManifest> {
  const { target, store, codec, level, limits, windowMs, progress } = options;
  const began = performance.now();
  const before = await survey(target);
  if (before.ownership && before.ownership.problems.length > 0) {
    throw new SlotsMoved(before.ownership.problems);
  }
  const chosen = before.shards.map((shard) => ({ shard, choice: chooseSource(shard, options) }));
  const { findings, ...captured } = await capture(target, chosen[0]!.choice.node);
  // Whichever shard fails first ends the others: half a backup is none.
  const control = new AbortController();
  const signal = AbortSignal.any([options.signal, control.signal]);
  const streamed = await inParallel(chosen, options.parallel, async ({ shard, choice }) => {
    signal.throwIfAborted();
    const job: ShardJob = { target, store, folder, shard, choice, codec, level, limits, windowMs, signal, progress };
    return streamShard(job).catch((failure: unknown) => {
      control.abort(failure);
      throw failure;
    });
  });
  if (before.ownership) {
    const moves = slotsMoved(before.ownership, (await survey(target)).ownership ?? { owners: [], problems: ['it is no Cluster any more'] });
    if (moves.length > 0) {
      throw new SlotsMoved(moves);
    }
  }
  const nodes = chosen.map(({ choice }) => choice.node);
  const topology = await topologyOf(target, before);
  const manifest: BackupManifest = {
    schemaVersion: MANIFEST_SCHEMA_VERSION,
    id,
    deployment: target.deployment,
    createdAt: startedAt.toISOString(),
    durationSeconds: Math.round(performance.now() - began) / 1000,
    engine: { family: nodes[0]!.family, version: highestVersion(nodes.map(({ version }) => version)) },
    topology,
    shards: streamed.map(({ shard }) => shard),
    ...captured,
    findings: [
      ...before.findings, ...chosen.flatMap(({ shard, choice }) => [...aboutMissing(shard), ...choice.findings]),
      ...streamed.flatMap((each) => each.findings), ...findings, ...aboutLeftovers(store, options.leftovers),
      ...(topology === 'sentinel' && nodes[0]!.role === 'primary' ? [IN_SENTINELS_LIST] : []),
    ],
  };
  if (options.signal.aborted) {
    throw reasonOf(options.signal);
  }
  await writeManifest(store, manifest);
  return manifest;
}
