import { requireWhole } from '../../model';
import type { BackupManifest } from '../manifest';
import { counts } from '../verify-shard';
import { restoreProblems, RestoreRefused, type RestoreTarget } from './restore-problems';
import { draftShard, type DraftedShard, type RestoredShard, type RestoreShardOptions } from './restore-shard';
import { ownersIn } from './shard-sources';

/** All shards of a deployment, into a folder each. */
export interface RestoreDeploymentOptions extends Omit<RestoreShardOptions, 'shard' | 'shards' | 'directory'> {
  readonly target: RestoreTarget;
  /** Data folder of a shard's server. */
  readonly directoryOf: (shard: number, shards: number) => string;
  /** Only this shard, on the machine that it belongs to. @default - all of them */
  readonly only?: number;
}

export interface RestoredDeployment {
  readonly manifest: BackupManifest;
  readonly shards: RestoredShard[];
  /** What whoever restored it should know. */
  readonly findings: string[];
}

/**
 * Restores every shard of a deployment from one backup. None is put into place before all of them are complete and their
 * keys add up to those of the backup.
 *
 * @throws RestoreRefused before anything is downloaded; otherwise as `restoreShard` does
 */
export async function restoreDeployment(options: RestoreDeploymentOptions): Promise<RestoredDeployment> {
  const { manifest, target: { shards }, directoryOf, only } = options;
  const problems = restoreProblems(manifest, options.target);
  if (problems.length > 0) {
    throw new RestoreRefused(manifest, problems);
  }
  const wanted = only === undefined ? Array.from({ length: shards }, (_, index) => index + 1) : [requireWhole('--shard', only, 1, shards)];
  const drafts: DraftedShard[] = [];
  try {
    for (const shard of wanted) {
      drafts.push(await draftShard({ ...options, shard, shards, directory: directoryOf(shard, shards) }));
    }
    const results = drafts.map(({ result }) => result);
    if (only === undefined) {
      requireAllKeys(manifest, results);
    }
    return { manifest, shards: await commitAll(drafts), findings: findingsOf(results) };
  } catch (failure) {
    // The first ones may have made folders that the later ones are in.
    for (const draft of drafts.reverse()) {
      await draft.discard();
    }
    throw failure;
  }
}

/** Takes those that are in place out of the drafts. */
async function commitAll(drafts: DraftedShard[]): Promise<RestoredShard[]> {
  const placed: RestoredShard[] = [];
  while (drafts.length > 0) {
    try {
      placed.push(await drafts[0]!.commit());
      drafts.shift();
    } catch (failure) {
      const already = placed.map(({ directory }) => directory).join(', ');
      throw already === '' ? failure
        : new Error(`${(failure as Error).message} (in place already: ${already}; empty before restoring again)`, { cause: failure });
    }
  }
  return placed;
}

/** @throws Error when a key is missing or there twice: that would be a mistake here, not in the backup */
function requireAllKeys(manifest: BackupManifest, results: RestoredShard[]): void {
  const backedUp = ownersIn(manifest).map(({ keys }) => keys);
  const restored = results.map(({ keys }) => keys);
  if ([...backedUp, ...restored].includes(undefined)) {
    return;
  }
  const [before, after] = [sum(backedUp), sum(restored)];
  const left = Object.values(straysOf(results)).reduce((all, count) => all + count, 0);
  if (left > 0) {
    // They can only be in database 0: only a Cluster's shards own slots.
    before['0'] = (before['0'] ?? 0) - left;
  }
  if (counts(before) !== counts(after)) {
    throw new Error(`the backup ${manifest.id} has keys: ${counts(before)}; restored were: ${counts(after)}; nothing was put into place`);
  }
}

function sum(all: (Record<string, number> | undefined)[]): Record<string, number> {
  const total: Record<string, number> = {};
  for (const [database, count] of all.flatMap((keys) => Object.entries(keys ?? {}))) {
    total[database] = (total[database] ?? 0) + count;
  }
  return total;
}

/** A shard of the backup that several were made from counts once. */
function straysOf(results: RestoredShard[]): Record<string, number> {
  return Object.assign({}, ...results.map(({ strays }) => strays)) as Record<string, number>;
}

function findingsOf(results: RestoredShard[]): string[] {
  return Object.entries(straysOf(results)).map(([shard, count]) =>
    `${count} keys of slots that shard ${shard} of the backup did not own were left out: an interrupted move of slots had left them there, `
    + 'where no client saw them');
}
