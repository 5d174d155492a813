import type { BackupManifest } from '../../backup/manifest';
import type { Store } from '../../backup/store/store';
import { takeBackup } from '../../backup/take-backup';
import type { ScenarioContext } from '../scenarios/scenario';
import { backupTarget } from './backup-target';

export interface TakeOptions {
  /** @default - the drill's own */
  readonly store?: Store;
  /** @default - the engine's own choice */
  readonly codec?: 'none' | 'gzip';
  /** Told which node a snapshot is streaming from, and how many bytes of it have come. */
  readonly onProgress?: (node: string, bytes: number) => void;
}

/**
 * Takes a backup of the running deployment, as the command and the schedule do, and draws it on the timeline.
 *
 * @throws what taking it throws
 */
export async function taken(context: ScenarioContext, title: string, options: TakeOptions = {}): Promise<BackupManifest> {
  const { lab, deployment } = context;
  const store = options.store ?? await context.store();
  const manifest = await context.during('backup', title, () => takeBackup({
    target: backupTarget(lab, deployment), store,
    ...(options.codec === undefined ? {} : { codec: options.codec }),
    progress: (event) => options.onProgress?.(event.node, event.bytes),
  }));
  const stored = manifest.shards.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  context.note(`backup ${manifest.id} taken from ${manifest.shards.map(({ source }) => source.node).join(', ')}: `
    + `${(stored / 1e6).toFixed(1)} MB in ${manifest.durationSeconds.toFixed(1)} s`);
  return manifest;
}
