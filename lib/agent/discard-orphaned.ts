import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { layoutOf, type NodeConfig } from '../config';
import { MemoryFile } from './memory';

/**
 * A nodes.conf whose data is gone makes an empty primary that owns slots, and its replicas copy the emptiness.
 * Without it the node comes back as a stranger and copies from its shard (rule R11).
 *
 * @returns whether there was one to discard
 */
export async function discardOrphanedClusterConf(config: NodeConfig): Promise<boolean> {
  const { clusterConf, redisDir, memoryFile } = layoutOf(config);
  if (!existsSync(clusterConf)) {
    return false;
  }
  const memory = await new MemoryFile(memoryFile).load().catch(() => undefined);
  const files = await readdir(join(redisDir, 'appendonlydir')).catch(() => []);
  // Without a memory nobody knows whether there were keys: a server that ever ran has left such files, be they empty.
  if (files.length > 0 || memory?.keys === 0) {
    return false;
  }
  await rm(clusterConf, { force: true });
  return true;
}
