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

/** Which shards of a backup go into a shard of a deployment that has `shards` of them, each with its first slots. */
export function sourcesOf(manifest: BackupManifest, shard: number, shards: number): ShardSources {
  if (shards === 1) {
    return { shards: [...manifest.shards], verbatim: manifest.shards.length === 1 };
  }
  const slots = firstSlots(shard, shards);
  const sources = manifest.shards.filter((source) => source.slots.length === 0
    || source.slots.some(({ from, to }) => from <= slots.to && to >= slots.from));
  const [only] = sources;
  const inside = only!.slots.length > 0 && only!.slots.every(({ from, to }) => from >= slots.from && to <= slots.to);
  return { slots, shards: sources, verbatim: sources.length === 1 && inside };
}

/** Whether every shard of the backup becomes a shard of the deployment as it is. */
export function sameLayout(manifest: BackupManifest, shards: number): boolean {
  return manifest.shards.length === shards
    && Array.from({ length: shards }, (_, index) => sourcesOf(manifest, index + 1, shards)).every(({ verbatim }) => verbatim);
}
