import { InvalidInput } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import type { DataVolume } from './deployment-props';
import { bytesOf } from './setting-overrides';

const GIB = 1024 ** 3;
const SMALLEST_GIB = 8;
/** Append-only file, the rewrite of it, a snapshot, and as much again for growth between rewrites. */
const TIMES_MAX_MEMORY = 4;

/** Bytes of a data volume. @throws InvalidInput when a rewrite of the append-only file would fill it */
export function storageBytesOf(volume: DataVolume | undefined, { settings }: DeploymentPlan): number {
  const derived = Math.max(SMALLEST_GIB, Math.ceil((settings.maxMemoryBytes * TIMES_MAX_MEMORY) / GIB));
  const bytes = volume?.size === undefined ? derived * GIB : bytesOf('volume.size', volume.size);
  const least = Math.ceil((settings.maxMemoryBytes * 2) / GIB);
  if (bytes < least * GIB) {
    throw new InvalidInput('volume.size',
      `got ${bytes / GIB} GiB for a maxmemory of ${settings.maxMemoryBytes / 1024 ** 2} MiB: a rewrite of the append-only file would fill it`,
      `give at least ${least} GiB, better ${derived}`);
  }
  return bytes;
}
