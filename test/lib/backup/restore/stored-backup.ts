import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encode, SUFFIXES } from '../../../../lib/backup/codec';
import type { BackupManifest, BackupShard, Codec } from '../../../../lib/backup/manifest';
import { writeManifest } from '../../../../lib/backup/manifest-file';
import { backupFolder, beganAt } from '../../../../lib/backup/names';
import type { Store } from '../../../../lib/backup/store/store';
import { RdbScanner } from '../../../../lib/rdb';
import type { SlotRange } from '../../../../lib/redis';
import type { RealRedis } from './real-redis';

export interface BackedUp {
  readonly rdb: Buffer;
  readonly slots?: SlotRange[];
}

/** What a server holds, as the snapshot it writes. */
export async function snapshotOf(server: RealRedis): Promise<Buffer> {
  await server.call('SAVE');
  return readFileSync(join(server.folder, 'dump.rdb'));
}

/** Puts snapshots into a store as one backup, without the servers they are of. */
export async function storeBackup(
  store: Store, shards: BackedUp[],
  { deployment = 'cache', id = '20261122T150203Z-4f3a91', codec = 'gzip', ...changes }: { codec?: Codec } & Partial<BackupManifest> = {},
): Promise<BackupManifest> {
  const stored: BackupShard[] = [];
  for (const [index, { rdb, slots = [] }] of shards.entries()) {
    const object = `shard-${index + 1}.rdb${SUFFIXES[codec]}`;
    const put = await store.put(`${backupFolder(deployment, id)}${object}`, encode(codec, undefined, chunks(rdb)));
    const scanner = new RdbScanner();
    scanner.write(rdb);
    const { magic, version, crc64, keys, expires, functions } = scanner.end();
    stored.push({
      shard: index + 1, object, slots, source: { node: `node-${index + 1}`, role: 'replica', lagBytes: 0 },
      replicationId: 'f'.repeat(40), offset: 1, codec, storedBytes: put.bytes, storedSha256: put.sha256,
      plainBytes: rdb.length, plainSha256: createHash('sha256').update(rdb).digest('hex'),
      rdbVersion: version, rdbMagic: magic, crc64, ...(keys ? { keys, expires } : {}), functions,
      startedAt: beganAt(id)!.toISOString(), durationSeconds: 0,
    });
  }
  const manifest: BackupManifest = {
    schemaVersion: 1, id, deployment, createdAt: beganAt(id)!.toISOString(), durationSeconds: 0,
    engine: { family: 'redis', version: '7.0.15' }, topology: stored[0]!.slots.length > 0 ? 'cluster' : 'standalone',
    shards: stored, findings: [], ...changes,
  };
  await writeManifest(store, manifest);
  return manifest;
}

async function* chunks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 64 * 1024) {
    yield bytes.subarray(at, at + 64 * 1024);
  }
}
