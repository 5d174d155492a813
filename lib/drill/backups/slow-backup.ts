import { listBackups } from '../../backup/catalog';
import type { BackupManifest } from '../../backup/manifest';
import { verifyBackup } from '../../backup/verify';
import { incompressible, preload } from '../preload';
import type { ScenarioContext } from '../scenarios/scenario';
import type { DrillTarget } from '../target';
import { taken } from './taken';
import { ThrottledStore } from './throttled-store';

/** Data in all, so that a snapshot outgrows the buffers on its way and its server waits for whoever reads it. */
const DATA_BYTES = 64 * 1024 * 1024;
/** How long it takes to put it away. */
const LASTS_SECONDS = 8;

/** Writes what `slowBackup` takes its time with. */
export async function writeMuch(target: DrillTarget, progress: (message: string) => void): Promise<void> {
  progress(`writing ${DATA_BYTES / 1024 / 1024} MB first`);
  await preload(target, DATA_BYTES, incompressible);
}

/** A backup that lasts: its store is behind a slow line. */
export async function slowBackup(
  context: ScenarioContext, title: string, onProgress: (node: string, bytes: number) => void,
): Promise<BackupManifest> {
  const store = new ThrottledStore(await context.store(), DATA_BYTES / LASTS_SECONDS);
  return taken(context, title, { store, codec: 'none', onProgress });
}

/** The store holds complete backups only, and that one, if there is one, is in order. */
export async function leftInOrder(context: ScenarioContext, backup: BackupManifest | undefined): Promise<void> {
  const store = await context.store();
  for (const { id, state, problem } of await listBackups(store, context.deployment)) {
    if (state !== 'complete') {
      context.violation(`the store holds ${id}, which is ${state}: ${problem}`);
    }
  }
  if (backup !== undefined) {
    const { ok, problems } = await verifyBackup(store, backup);
    if (!ok) {
      context.violation(`the backup ${backup.id} was said to be complete and is not in order: ${problems.join('; ')}`);
    }
  }
}
