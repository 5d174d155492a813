import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { InvalidInput } from '../../model';
import type { RestoreProof } from '../../model/restore-proof';
import type { BackupManifest } from '../manifest';
import { restoreProblems, RestoreRefused } from '../restore/restore-problems';
import { draftShard } from '../restore/restore-shard';
import { readRestored, RESTORED_FILE } from '../restore/restored-file';
import type { RunLog } from '../run/run-log';
import type { Store } from '../store/store';

/** Folder of a shard, which is a server's data folder once it is restored. */
export function shardDirectory({ directory }: RestoreProof, shard: number): string {
  return join(directory, `shard-${shard}`);
}

const OURS = /^(lost\+found|shard-\d+)$/;
const NO_DATA = new RegExp(`^(${RESTORED_FILE.replace('.', '\\.')}|restoring-.*)$`);

/**
 * Downloads every shard as a seed does, each into a data folder of its own. A shard that is there, because an earlier attempt
 * has fetched it, is left as it is.
 *
 * @throws InvalidInput for a volume with anything that is not of this backup; RestoreRefused when the server cannot load it;
 * BackupDamaged when it is not what was stored
 */
export async function fetchBackup(
  proof: RestoreProof, store: Store, manifest: BackupManifest, log: RunLog, signal: AbortSignal,
): Promise<void> {
  const shards = manifest.shards.length;
  const problems = restoreProblems(manifest, { engine: proof.engine, shards, cluster: manifest.topology === 'cluster' });
  if (problems.length > 0) {
    throw new RestoreRefused(manifest, problems);
  }
  const there = await requireOurs(proof, shards);
  for (const { shard } of manifest.shards.filter((each) => !there.has(each.shard))) {
    const draft = await draftShard({ store, manifest, shard, shards, directory: shardDirectory(proof, shard), signal });
    const { keys, bytes, strays } = await draft.commit();
    log('info', 'shard fetched', { shard, keys, bytes, strays });
  }
}

/** Shards of this backup that are complete on the volume. */
async function requireOurs(proof: RestoreProof, shards: number): Promise<Set<number>> {
  const strangers = (await readdir(proof.directory)).filter((name) => !OURS.test(name));
  if (strangers.length > 0) {
    throw notOurs(proof, `has ${strangers.slice(0, 5).join(', ')}`);
  }
  const complete = new Set<number>();
  for (const name of (await readdir(proof.directory)).filter((each) => each.startsWith('shard-'))) {
    const directory = join(proof.directory, name);
    if ((await readdir(directory)).every((file) => NO_DATA.test(file))) {
      continue; // what an attempt that was killed has left; the next one clears it
    }
    const restored = await readRestored(directory).catch(() => undefined);
    if (restored?.id !== proof.backup || restored.deployment !== proof.deployment || restored.shards !== shards
      || name !== `shard-${restored.shard}`) {
      throw notOurs(proof, `has data in ${name}${restored ? ` of the backup ${restored.id} of ${restored.deployment}` : ''}`);
    }
    complete.add(restored.shard);
  }
  return complete;
}

function notOurs({ directory, backup }: RestoreProof, what: string): InvalidInput {
  return new InvalidInput('volume', `${directory} ${what}, which is not of the backup ${backup}; nothing was changed`,
    'use an empty volume, or one on which this very backup was proven');
}
