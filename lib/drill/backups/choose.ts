import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { BackupManifest } from '../../backup/manifest';
import { restoreLatest } from '../../backup/restore/restore-latest';
import { TopologyKind } from '../../model';
import type { ScenarioContext } from '../scenarios/scenario';

/**
 * The newest backup that can be restored, found as `redis-ha restore` finds it: by restoring, into a folder that is thrown away.
 * What is damaged is passed over and said so.
 *
 * @throws Error when there is none
 */
export async function newestRestorable(context: ScenarioContext): Promise<{ manifest: BackupManifest; skipped: string[] }> {
  const { plan: { topology, engine }, lab, deployment } = context;
  const skipped: string[] = [];
  const folder = await mkdtemp(join(tmpdir(), 'redis-ha-drill-restored-'));
  try {
    const { manifest } = await restoreLatest({
      store: await context.store(),
      choice: { deployment },
      targetFor: () => ({
        engine: { family: engine.family, version: lab.engine.version }, shards: topology.shards,
        cluster: topology.kind === TopologyKind.CLUSTER,
      }),
      directoryOf: (shard) => join(folder, `shard-${shard}`),
      onSkip: (id, reason) => {
        skipped.push(id);
        context.note(`passed over: ${id}, ${reason}`);
      },
    });
    context.note(`chosen to restore: ${manifest.id}`);
    return { manifest, skipped };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
