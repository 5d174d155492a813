import type { BackupManifest, BackupShard } from '../../../../lib/backup/manifest';
import { beganAt } from '../../../../lib/backup/names';
import { firstSlots } from '../../../../lib/cluster';

export const ID = '20261122T150203Z-4f3a91';

/** A manifest nobody has stored: of a Cluster in even stretches, or of a single server when it is one shard. */
export function manifestOf(
  shards: number, changes: Partial<BackupManifest> = {}, shardChanges: Partial<BackupShard> = {},
): BackupManifest {
  const shardOf = (number: number): BackupShard => ({
    shard: number, object: `shard-${number}.rdb`, slots: shards === 1 ? [] : [firstSlots(number, shards)],
    source: { node: `node-${number}`, role: 'replica', lagBytes: 0 }, replicationId: 'f'.repeat(40), offset: 1, codec: 'none',
    storedBytes: 1, storedSha256: '0'.repeat(64), plainBytes: 1, plainSha256: '0'.repeat(64), rdbVersion: 10, rdbMagic: 'REDIS',
    crc64: '0'.repeat(16), keys: { 0: 1 }, expires: 0, functions: [], startedAt: beganAt(ID)!.toISOString(), durationSeconds: 0,
    ...shardChanges,
  });
  return {
    schemaVersion: 1, id: ID, deployment: 'cache', createdAt: beganAt(ID)!.toISOString(), durationSeconds: 0,
    engine: { family: 'redis', version: '7.0.15' }, topology: shards === 1 ? 'standalone' : 'cluster',
    shards: Array.from({ length: shards }, (_, index) => shardOf(index + 1)), findings: [], ...changes,
  };
}
