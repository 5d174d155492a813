import { listBackups } from '../../backup/catalog';
import type { BackupManifest } from '../../backup/manifest';
import { verifyBackup } from '../../backup/verify';
import type { ScenarioContext } from '../scenarios/scenario';

/**
 * The newest backup that is in order, as somebody chooses who has to restore: what is damaged is passed over and said so.
 *
 * @throws Error when there is none
 */
export async function newestGood(context: ScenarioContext): Promise<{ manifest: BackupManifest; skipped: string[] }> {
  const store = await context.store();
  const skipped: string[] = [];
  for (const { deployment, id, manifest, problem } of await listBackups(store, context.deployment)) {
    const problems = manifest === undefined || problem !== undefined
      ? [problem ?? 'it has no manifest'] : (await verifyBackup(store, { deployment, id })).problems;
    if (problems.length === 0) {
      context.note(`chosen to restore: ${id}`);
      return { manifest: manifest!, skipped };
    }
    skipped.push(id);
    context.note(`passed over: ${id}, ${problems.join('; ')}`);
  }
  throw new Error(`${store.url} has no backup of ${context.deployment} that is in order`);
}
