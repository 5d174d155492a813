import { InvalidInput } from '../../model';
import { listBackups, type CatalogEntry } from '../catalog';
import type { BackupManifest } from '../manifest';
import { BackupIncomplete, readManifest } from '../manifest-file';
import type { Store } from '../store/store';

/** Which backup is asked for. */
export interface BackupChoice {
  /** May be left out where the store holds backups of one deployment. */
  readonly deployment?: string;
  /** @default latest */
  readonly id?: string;
}

/** Told each backup that was passed over, newest first, and why. */
export type OnSkip = (id: string, reason: string) => void;

/**
 * The backup with that id; without one the newest whose manifest is intact.
 *
 * @throws InvalidInput when there is no such backup, or the store holds several deployments and none is named
 * @throws BackupDamaged when the one that was named has a damaged manifest
 */
export async function chooseBackup(
  store: Store, choice: BackupChoice, onSkip: OnSkip = () => undefined,
): Promise<BackupManifest> {
  for await (const manifest of candidates(store, choice, onSkip)) {
    return manifest;
  }
  throw new InvalidInput('backup', `${store.url} has no backup${choice.deployment === undefined ? '' : ` of ${choice.deployment}`} `
    + 'that could be restored', 'look at `redis-ha backups list` for what is there and why it cannot be used');
}

/** Backups that may be restored, best first: the one that was named, or every one with an intact manifest, newest first. */
export async function* candidates(store: Store, choice: BackupChoice, onSkip: OnSkip): AsyncGenerator<BackupManifest> {
  const entries = await listBackups(store, choice.deployment);
  const deployment = choice.deployment ?? onlyDeployment(store, entries);
  const mine = entries.filter((entry) => entry.deployment === deployment);
  if (choice.id !== undefined) {
    yield await named(store, deployment, choice.id, mine);
    return;
  }
  for (const entry of mine) {
    if (entry.state === 'newer') {
      // It is in order; to restore older data instead is not for us to decide.
      throw new Error(`${entry.problem}, or name an older backup`);
    }
    if (entry.state === 'complete') {
      yield entry.manifest!;
    } else {
      onSkip(entry.id, entry.problem ?? entry.state);
    }
  }
}

async function named(store: Store, deployment: string, id: string, entries: CatalogEntry[]): Promise<BackupManifest> {
  try {
    return await readManifest(store, deployment, id);
  } catch (failure) {
    if (!(failure instanceof BackupIncomplete) || entries.some((entry) => entry.id === id)) {
      throw failure;
    }
    const known = entries.slice(0, 3).map((entry) => entry.id).join(', ');
    throw new InvalidInput('backup', `${store.url} has no backup ${id} of ${deployment}`,
      known === '' ? 'name another store or deployment' : `use one that is there, newest first: ${known}`);
  }
}

function onlyDeployment(store: Store, entries: CatalogEntry[]): string {
  const names = [...new Set(entries.map(({ deployment }) => deployment))].sort();
  if (names.length !== 1) {
    throw new InvalidInput('deployment', `${store.url} has backups of ${names.length === 0 ? 'none' : names.join(', ')}`,
      names.length === 0 ? 'name the store (and prefix) that backups were written to' : 'say which one with --deployment');
  }
  return names[0]!;
}
