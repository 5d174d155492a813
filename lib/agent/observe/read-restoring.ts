import { readRestored } from '../../backup/restore/restored-file';
import { layoutOf, type NodeConfig } from '../../config';
import type { Deployment } from '../deployment';
import type { Memory } from '../memory';
import { readSeedStatus } from '../seed-status';
import type { Restoring, Seeded } from '../situation';

/**
 * What this node knows about the backup its deployment is to begin with; undefined when it begins empty or, as far as it
 * knows, has begun.
 */
export async function readRestoring(
  { config, deployment: { bindings } }: { config: NodeConfig; deployment: Deployment }, hasData: boolean,
  memory: Memory | undefined, up: boolean,
): Promise<Restoring | undefined> {
  if (!bindings.restore || memory?.state === 'initialised') {
    return undefined;
  }
  const { backup } = bindings.restore;
  const seeded = hasData ? await readSeeded(layoutOf(config).redisDir) : undefined;
  const status = up || !hasData ? undefined : await readSeedStatus(config, Date.now());
  return { backup, ...(seeded ? { seeded } : {}), ...(status ? { status } : {}) };
}

/** A file that cannot be understood says nothing. */
async function readSeeded(redisDir: string): Promise<Seeded | undefined> {
  const restored = await readRestored(redisDir).catch(() => undefined);
  if (!restored) {
    return undefined;
  }
  const { id, shard, shards, keys } = restored;
  return { backup: id, shard, shards, ...(keys ? { keys: Object.values(keys).reduce((sum, count) => sum + count, 0) } : {}) };
}
