import type { DeploymentPlan } from '../../lib/plan';
import type { DataVolume } from './deployment-props';
import { bytesOf } from './setting-overrides';

const GIB = 1024 ** 3;
const SMALLEST_GIB = 8;
/** Append-only file, the rewrite of it, a snapshot, and as much again for growth between rewrites. */
const TIMES_MAX_MEMORY = 4;

/** Bytes of a data volume. */
export function storageBytesOf(volume: DataVolume | undefined, { settings }: DeploymentPlan): number {
  const derived = Math.max(SMALLEST_GIB, Math.ceil((settings.maxMemoryBytes * TIMES_MAX_MEMORY) / GIB));
  return volume?.size === undefined ? derived * GIB : bytesOf('volume.size', volume.size);
}
