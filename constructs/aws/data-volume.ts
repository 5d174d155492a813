import { Size } from 'aws-cdk-lib';
import { InvalidInput, requireWhole } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import type { DataVolume } from './deployment-props';

/** A gp3 volume's numbers. */
export interface DataVolumeConfig {
  readonly gibibytes: number;
  readonly iops?: number;
  readonly throughput?: number;
}

const GIB = 1024 ** 3;
const SMALLEST_GIB = 20;
/** Append-only file, the rewrite of it, a snapshot, and as much again for growth between rewrites. */
const TIMES_MAX_MEMORY = 4;

/** @throws InvalidInput outside gp3's limits, see https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
export function dataVolume(volume: DataVolume = {}, plan: DeploymentPlan): DataVolumeConfig {
  const derived = Math.max(SMALLEST_GIB, Math.ceil((plan.settings.maxMemoryBytes * TIMES_MAX_MEMORY) / GIB));
  const gibibytes = volume.size?.toGibibytes() ?? derived;
  requireWhole('volume.size', gibibytes, 1, 16_384);
  const least = Math.ceil((plan.settings.maxMemoryBytes * 2) / GIB);
  if (gibibytes < least) {
    throw new InvalidInput('volume.size',
      `got ${gibibytes} GiB for a maxmemory of ${Size.bytes(plan.settings.maxMemoryBytes).toMebibytes()} MiB: a rewrite of the `
        + 'append-only file would fill it', `give at least ${least} GiB, better ${derived}`);
  }
  return {
    gibibytes,
    iops: volume.iops === undefined ? undefined : requireWhole('volume.iops', volume.iops, 3000, 16_000),
    throughput: volume.throughput === undefined ? undefined : requireWhole('volume.throughput', volume.throughput, 125, 1000),
  };
}
