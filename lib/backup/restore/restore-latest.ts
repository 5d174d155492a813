import { InvalidInput } from '../../model';
import { BackupDamaged } from '../manifest-file';
import { candidates, type BackupChoice, type OnSkip } from './choose-backup';
import { restoreDeployment, type RestoredDeployment, type RestoreDeploymentOptions } from './restore-deployment';

export interface RestoreLatestOptions extends Omit<RestoreDeploymentOptions, 'manifest' | 'target'> {
  /** Which backup; the newest that is in order when it names none. */
  readonly choice: BackupChoice;
  /** Told the backup that is going to be restored; says what into. */
  readonly targetFor: (manifest: RestoreDeploymentOptions['manifest']) => RestoreDeploymentOptions['target'];
  /** Told each backup that was passed over, and why: whoever restores an older one must know. */
  readonly onSkip?: OnSkip;
}

/**
 * Restores the backup that was named, or the newest one that turns out to be in order. Only damage makes it go back to an
 * older one: a backup that does not fit, a store that cannot be read or a disk that is full ends it.
 *
 * @throws as `chooseBackup` and `restoreDeployment` do
 */
export async function restoreLatest(options: RestoreLatestOptions): Promise<RestoredDeployment> {
  const { store, choice, targetFor, onSkip = () => undefined } = options;
  let damaged = 0;
  for await (const manifest of candidates(store, choice, (id, reason) => { damaged += 1; onSkip(id, reason); })) {
    try {
      return await restoreDeployment({ ...options, manifest, target: targetFor(manifest) });
    } catch (failure) {
      if (!(failure instanceof BackupDamaged) || choice.id !== undefined) {
        throw failure;
      }
      damaged += 1;
      onSkip(manifest.id, failure.problems.join('; '));
    }
  }
  throw new InvalidInput('backup', `${store.url} has no backup that could be restored (${damaged} cannot be used)`,
    'look at `redis-ha backups list` for what is there');
}
