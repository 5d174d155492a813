import { keySlot } from '../../cluster';
import { RdbError, selectSlots, type RdbHeader, type RdbSource } from '../../rdb';
import type { BackupShard } from '../manifest';
import { checkedSource, type SourceReading } from './checked-source';
import { rdbFormat } from './rdb-format';
import { RestoreRefused } from './restore-problems';
import type { ShardSources } from './shard-sources';
import { ownedSlots, strayCounter, type Strays } from './strays';

/**
 * One snapshot of what a shard gets: the records of its slots from every shard of the backup that owned some of them.
 *
 * @throws BackupDamaged; RestoreRefused when the sources are in order and cannot be put together
 */
export async function* mergedSnapshot(
  reading: SourceReading, { shards, slots }: ShardSources, strays: Strays,
): AsyncGenerator<Uint8Array> {
  const sources = shards.map((shard): RdbSource => {
    const owned = shard.slots.length === 0 ? undefined : ownedSlots(shard.slots);
    const body = checkedSource(reading, shard, strayCounter(shard, strays));
    return owned ? { body, owns: (slot) => owned[slot] === 1 } : { body };
  });
  const wanted = slots === undefined ? 'all' : { keep: (slot: number) => slot >= slots.from && slot <= slots.to };
  try {
    yield* selectSlots(sources, wanted, { slotOf: keySlot, header: newestFormat(shards) });
  } catch (failure) {
    if (!(failure instanceof RdbError)) {
      throw failure;
    }
    // Two libraries may differ because a bit of one was flipped, which shows only at the end of it.
    await readAll(reading, shards);
    throw new RestoreRefused(reading.manifest, [failure.reason]);
  }
}

/** Shards of one deployment are of different versions while it is being upgraded. */
function newestFormat(shards: BackupShard[]): RdbHeader {
  return shards.map(rdbFormat).reduce((newest, format) => (format.version > newest.version ? format : newest));
}

async function readAll(reading: SourceReading, shards: BackupShard[]): Promise<void> {
  for (const shard of shards) {
    for await (const _ of checkedSource({ ...reading, read: undefined }, shard)) {
      // Only whether it is in order counts.
    }
  }
}
