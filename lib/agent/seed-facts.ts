import { readdir } from 'node:fs/promises';
import { RESTORED_FILE, readRestored } from '../backup/restore/restored-file';
import { layoutOf, type NodeConfig } from '../config';
import { RegionStrategy } from '../model';
import { HOME_REGION, isFirstPrimary, type DeploymentPlan } from '../plan';
import type { SeedFacts } from './decide-seed';
import type { Deployment } from './deployment';
import { MemoryFile } from './memory';
import type { Platform } from './platform/platform';

/** What a restore that was killed leaves, and what the root of a file system has: no data. */
const NO_DATA = new RegExp(`^(lost\\+found|${RESTORED_FILE.replace('.', '\\.')}|restoring-.*)$`);

/** Looks at this node before its Redis starts; the marker is asked for only where anything depends on it. */
export async function seedFacts(
  config: NodeConfig, { plan, bindings, self }: Deployment, look: () => Promise<SeedFacts['marker']>,
): Promise<SeedFacts> {
  const { redisDir, memoryFile } = layoutOf(config);
  const backup = bindings.restore?.backup;
  const leads = isFirstPrimary(plan, self) && begins(plan);
  const data = backup === undefined || !leads ? [] : (await contentOf(redisDir)).filter((name) => !NO_DATA.test(name));
  // A file that cannot be understood says nothing; there is data beside it, or it is written again.
  const seeded = (await readRestored(redisDir).catch(() => undefined))?.id;
  const memory = await new MemoryFile(memoryFile).load()
    .then((known) => known?.state ?? 'none' as const, () => 'damaged' as const);
  const certain = backup === undefined || !leads || data.length > 0 || memory === 'initialised';
  const marker = certain ? 'unknown' : await look();
  return { backup, leads, data, memory, marker, ...(seeded === undefined ? {} : { seeded }) };
}

/** A region that copies from the other one has nothing to begin with of its own. */
function begins({ regions, regionChange }: DeploymentPlan): boolean {
  return regions[0]!.name === HOME_REGION || regionChange?.strategy === RegionStrategy.BACKUP_RESTORE;
}

const AGAIN_MS = 3000;

/**
 * Whether the marker stands.
 *
 * @param attempts how often it is asked for while it cannot be read
 */
export async function markerOf(platform: Platform, attempts: number, complain: (error: string) => void): Promise<SeedFacts['marker']> {
  for (let left = attempts; ; left -= 1) {
    try {
      return await platform.readMarker() === undefined ? 'absent' : 'stands';
    } catch (failure) {
      complain(failure instanceof Error ? failure.message : String(failure));
    }
    if (left <= 1) {
      return 'unknown';
    }
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
}

/** @throws Error when the folder is there and cannot be read */
async function contentOf(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') {
      return [];
    }
    throw failure;
  }
}
