import { InvalidInput, requireWhole } from '../model';
import { NodeRole, type DeploymentPlan, type PlanNode } from '../plan';

/** A gp3 volume's numbers, as they were declared: what is left out is derived, or gp3's own. */
export interface DeclaredVolume {
  readonly gibibytes?: number;
  readonly iops?: number;
  readonly throughput?: number;
}

/** A gp3 volume's numbers. */
export interface DataVolumeConfig extends DeclaredVolume {
  readonly gibibytes: number;
}

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;
const SMALLEST_GIB = 20;
/** Append-only file, the rewrite of it, a snapshot, and as much again for growth between rewrites. */
const TIMES_MAX_MEMORY = 4;

/** What a Sentinel remembers is a few kilobytes; its size never changes with the data's. */
export const SENTINEL_VOLUME: DataVolumeConfig = { gibibytes: 4 };

/** System, packages, logs. In GiB. */
export const ROOT_GIBIBYTES = 16;

/** @throws InvalidInput outside gp3's limits, see https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
export function dataVolume(declared: DeclaredVolume, plan: DeploymentPlan): DataVolumeConfig {
  const { maxMemoryBytes } = plan.settings;
  const derived = Math.max(SMALLEST_GIB, Math.ceil((maxMemoryBytes * TIMES_MAX_MEMORY) / GIB));
  const gibibytes = declared.gibibytes ?? derived;
  requireWhole('volume.size', gibibytes, 1, 16_384);
  const least = Math.ceil((maxMemoryBytes * 2) / GIB);
  if (gibibytes < least) {
    throw new InvalidInput('volume.size',
      `got ${gibibytes} GiB for a maxmemory of ${maxMemoryBytes / MIB} MiB: a rewrite of the append-only file would fill it`,
      `give at least ${least} GiB, better ${derived}`);
  }
  return {
    gibibytes,
    iops: declared.iops === undefined ? undefined : requireWhole('volume.iops', declared.iops, 3000, 16_000),
    throughput: declared.throughput === undefined ? undefined : requireWhole('volume.throughput', declared.throughput, 125, 1000),
  };
}

/** The volume of that node, where `data` is what nodes with data have. */
export function volumeOf(node: PlanNode, data: DataVolumeConfig): DataVolumeConfig {
  return node.roles.includes(NodeRole.DATA) ? data : SENTINEL_VOLUME;
}
