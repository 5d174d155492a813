import { rdbProblem } from '../../rdb';
import type { BackupManifest } from '../manifest';
import { slotProblems } from '../slot-coverage';
import { rdbFormat } from './rdb-format';
import { sameLayout } from './shard-sources';

/** Beyond about so many nodes the engines themselves advise against. */
const MOST_SHARDS = 1000;

/** What a backup is to be restored into. */
export interface RestoreTarget {
  /** `redis` or `valkey`, and its version, for example `7.0`. */
  readonly engine: { readonly family: string; readonly version: string };
  /** 1 when it is no Cluster. */
  readonly shards: number;
  readonly cluster: boolean;
}

/** The intact backup does not fit what it is to be restored into. Nothing was downloaded. */
export class RestoreRefused extends Error {
  constructor(manifest: BackupManifest, public readonly problems: string[]) {
    super(`the backup ${manifest.id} of ${manifest.deployment} cannot be restored so: ${problems.join('; ')}`);
    this.name = 'RestoreRefused';
  }
}

/** Why that backup cannot be restored into that deployment, known before anything is downloaded; empty when it can. */
export function restoreProblems(manifest: BackupManifest, target: RestoreTarget): string[] {
  const most = target.cluster ? MOST_SHARDS : 1;
  if (!Number.isInteger(target.shards) || target.shards < 1 || target.shards > most) {
    return [target.cluster ? `a Cluster has 1 to ${most} shards, not ${target.shards}` : `without Cluster there is one shard, not ${target.shards}`];
  }
  const slots = manifest.topology === 'cluster' ? slotProblems(manifest.shards) : [];
  return [
    ...engineProblems(manifest, target), ...slots, ...databaseProblems(manifest, target), ...opaqueProblems(manifest, target),
  ];
}

function engineProblems({ shards }: BackupManifest, { engine }: RestoreTarget): string[] {
  // Earlier ones keep a single append-only file, and know nothing of the folder that is written here.
  if (engine.family === 'redis' && Number.parseFloat(engine.version) < 7) {
    return [`redis ${engine.version} cannot read append-only files in several parts; restore into 7.0 or newer`];
  }
  return [...new Set(shards.flatMap((shard) => rdbProblem(rdbFormat(shard), engine) ?? []))];
}

function databaseProblems({ shards }: BackupManifest, { cluster }: RestoreTarget): string[] {
  const used = shards.flatMap(({ keys = {} }) => Object.keys(keys).filter((database) => keys[database]! > 0));
  const others = [...new Set(used)].filter((database) => database !== '0');
  return cluster && others.length > 0
    ? [`it has keys in database ${others.join(', ')}, and a Cluster has only database 0: restore it without Cluster and move them there`]
    : [];
}

/** Where values could not be told apart they could not be counted, and cannot be split or joined. */
function opaqueProblems(manifest: BackupManifest, { shards }: RestoreTarget): string[] {
  const unknown = manifest.shards.filter(({ keys }) => keys === undefined).map(({ shard }) => shard);
  return unknown.length === 0 || sameLayout(manifest, shards) ? [] : [
    `shard ${unknown.join(', ')} holds types that this version cannot split; restore into ${manifest.shards.length} shard`
    + `${manifest.shards.length === 1 ? '' : 's'} with the same slots`,
  ];
}
