import { keySlot, slotsIn, SLOTS } from '../../cluster';
import type { RdbListener } from '../../rdb';
import type { BackupManifest, BackupShard } from '../manifest';

/**
 * Keys by number of the backup's shard whose slot the shard did not own: leftovers of a move of slots that was cut off. No
 * client saw them, and the slot's owner may have a key of the same name; a server that loads both does not start.
 */
export type Strays = Map<number, number>;

/** Counts a shard's strays while it is read; undefined for a shard without slots, which owns everything. */
export function strayCounter({ shard, slots }: Pick<BackupShard, 'shard' | 'slots'>, strays: Strays): RdbListener | undefined {
  if (slots.length === 0) {
    return undefined;
  }
  const owned = ownedSlots(slots);
  strays.delete(shard);
  return {
    key: (key) => {
      if (owned[keySlot(key)] === 0) {
        strays.set(shard, (strays.get(shard) ?? 0) + 1);
      }
      return false;
    },
  };
}

/** Why a backup is not what it says: moves that were cut off leave few keys behind; empty when that may be all. */
export function mostlyStrays({ shards }: BackupManifest, strays: Readonly<Record<number, number>>): string[] {
  return shards.flatMap(({ shard, object, keys }) => {
    const foreign = strays[shard] ?? 0;
    const all = keys === undefined ? Infinity : Object.values(keys).reduce((sum, count) => sum + count, 0);
    return foreign * 2 <= all ? []
      : [`${foreign} of the ${all} keys in ${object} are of slots that shard ${shard} does not own: it holds another shard's data`];
  });
}

/** 1 for each slot that is owned. */
export function ownedSlots(slots: BackupShard['slots']): Uint8Array {
  const owned = new Uint8Array(SLOTS);
  slotsIn(slots).forEach((slot) => { owned[slot] = 1; });
  return owned;
}
