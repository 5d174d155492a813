import type { DeploymentPlan } from '../plan';

const GIB = 1024 ** 3;
const SMALLEST_GIB = 8;
/** Append-only file, the rewrite of it, a snapshot, and as much again for growth between rewrites. */
const TIMES_MAX_MEMORY = 4;

/** Bytes of a data volume: what was asked for, or what the data needs. */
export function storageBytesOf(given: number | undefined, { settings }: DeploymentPlan): number {
  return given ?? Math.max(SMALLEST_GIB, Math.ceil((settings.maxMemoryBytes * TIMES_MAX_MEMORY) / GIB)) * GIB;
}
