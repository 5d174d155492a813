import path from 'node:path';
import type { BackupManifest } from '../../lib/backup/manifest';
import type { RestoreTarget } from '../../lib/backup/restore/restore-problems';
import { Engine, InvalidInput, requireWhole, TopologyKind } from '../../lib/model';
import { NodeRole, type DeploymentPlan } from '../../lib/plan';
import { whole } from './values';

export interface TargetFlags {
  readonly into: string;
  readonly shards?: string;
  readonly shard?: string;
  readonly plan?: string;
  readonly engine?: string;
  readonly backup?: string;
  readonly latest?: boolean;
}

/** What a backup is restored into, as far as flags and plan say; the rest is as it was when the backup was taken. */
export function targetFor(flags: TargetFlags, plan: DeploymentPlan | undefined): (manifest: BackupManifest) => RestoreTarget {
  const engine = flags.engine === undefined ? plan?.engine : Engine.of(flags.engine);
  const given = flags.shards === undefined ? plan?.topology.shards
    : requireWhole('--shards', whole('--shards', flags.shards), 1, 1000);
  return (manifest) => {
    const shards = given ?? manifest.shards.length;
    const { family, version } = engine ?? manifest.engine;
    const cluster = plan === undefined ? shards > 1 : plan.topology.kind === TopologyKind.CLUSTER;
    return { engine: { family, version }, shards, cluster };
  };
}

/** Which shard alone is wanted. @throws InvalidInput for flags that do not go together */
export function onlyShard(flags: TargetFlags): number | undefined {
  if (flags.backup !== undefined && flags.latest) {
    throw new InvalidInput('--latest', 'a backup is named with --backup', 'leave one of them out');
  }
  if (flags.plan !== undefined && flags.shards !== undefined) {
    throw new InvalidInput('--shards', 'the plan says how many shards there are', 'leave out --shards or --plan');
  }
  if (flags.shard === undefined) {
    return undefined;
  }
  if (flags.backup === undefined) {
    throw new InvalidInput('--shard', 'another shard could be restored from another backup', 'name the same one everywhere with --backup');
  }
  return whole('--shard', flags.shard);
}

/** One folder each; the only one of a deployment, or on its machine, is the named folder itself. */
export function directoryOf({ into }: TargetFlags, only: number | undefined): (shard: number, shards: number) => string {
  return (shard, shards) => path.resolve(shards === 1 || only !== undefined ? into : path.join(into, `shard-${shard}`));
}

/** The nodes that hold a shard, the one that leads at first in front. */
export function nodesOf(plan: DeploymentPlan | undefined, shard: number): string[] {
  const holders = plan?.nodes.filter(({ roles, shard: held = 1 }) => roles.includes(NodeRole.DATA) && held === shard) ?? [];
  return holders.map(({ name }) => name);
}
