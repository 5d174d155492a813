import { firstSlots } from '../../cluster';
import type { BackupManifest, BackupShard } from '../manifest';

/** What one shard of the new deployment is made from. */
export interface ShardSources {
  /** Slots it gets; undefined when it is the only one and takes everything. */
  readonly slots?: { readonly from: number; readonly to: number };
  /** The shards of the backup that have keys for it. */
  readonly shards: BackupShard[];
  /** There is one, and all of it is wanted: it can be copied as it is. */
  readonly verbatim: boolean;
}

/** The shards of a backup whose keys clients saw: in a Cluster those that owned slots. */
export function ownersIn({ topology, shards }: BackupManifest): BackupShard[] {
  return shards.filter(({ slots }) => topology !== 'cluster' || slots.length > 0);
}

/** Which shards of a backup go into a shard of a deployment that has `shards` of them, each with its first slots. */
export function sourcesOf(manifest: BackupManifest, shard: number, shards: number): ShardSources {
  const owners = ownersIn(manifest);
  if (shards === 1) {
    return { shards: owners, verbatim: owners.length === 1 };
  }
  const slots = firstSlots(shard, shards);
  // A server without Cluster has no slots and keys of all of them.
  const sources = owners.filter((source) => source.slots.length === 0
    || source.slots.some(({ from, to }) => from <= slots.to && to >= slots.from));
  const inside = (source: BackupShard): boolean =>
    source.slots.length > 0 && source.slots.every(({ from, to }) => from >= slots.from && to <= slots.to);
  return { slots, shards: sources, verbatim: sources.length === 1 && sources.every(inside) };
}

/** Whether every shard of the backup becomes a shard of the deployment as it is. */
export function sameLayout(manifest: BackupManifest, shards: number): boolean {
  return ownersIn(manifest).length === shards
    && Array.from({ length: shards }, (_, index) => sourcesOf(manifest, index + 1, shards)).every(({ verbatim }) => verbatim);
}
