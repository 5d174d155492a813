import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chooseCodec, encode, SUFFIXES } from '../../../lib/backup/codec';
import type { BackupManifest, BackupShard, Codec } from '../../../lib/backup/manifest';
import { writeManifest } from '../../../lib/backup/manifest-file';
import type { Store } from '../../../lib/backup/store/store';
import { firstSlots } from '../../../lib/cluster';
import { RdbScanner } from '../../../lib/rdb';
import type { TestServer } from '../redis/redis-servers';
import { aManifest, aShard } from './manifests';

export interface StoredOptions {
  readonly codec?: Codec;
  readonly manifest?: Partial<BackupManifest>;
}

/** What a server would send to a backup now. */
export async function snapshotOf(server: TestServer): Promise<Buffer> {
  await server.call('SAVE');
  return readFileSync(join(server.directory, 'dump.rdb'));
}

/** Stores snapshots as a backup, one shard each, more than one as a Cluster's. */
export async function storeBackup(store: Store, snapshots: Buffer[], options: StoredOptions = {}): Promise<BackupManifest> {
  const manifest = aManifest({ topology: snapshots.length > 1 ? 'cluster' : 'sentinel', ...options.manifest });
  const shards: BackupShard[] = [];
  for (const [index, snapshot] of snapshots.entries()) {
    const codec = options.codec ?? chooseCodec('gzip');
    const object = `shard-${index + 1}.rdb${SUFFIXES[codec]}`;
    const put = await store.put(`${manifest.deployment}/${manifest.id}/${object}`, encode(codec, undefined, pieces(snapshot)));
    shards.push(aShard({
      ...shardOf(snapshot), shard: index + 1, object, codec, storedBytes: put.bytes, storedSha256: put.sha256,
      slots: snapshots.length > 1 ? [firstSlots(index + 1, snapshots.length)] : [],
    }));
  }
  const whole = { ...manifest, shards };
  await writeManifest(store, whole);
  return whole;
}

/** All that a manifest says about the snapshot itself. */
export function shardOf(snapshot: Buffer): Partial<BackupShard> {
  const scanner = new RdbScanner();
  scanner.write(snapshot);
  const { magic, version, crc64, keys, expires, functions } = scanner.end();
  return {
    plainBytes: snapshot.length, plainSha256: createHash('sha256').update(snapshot).digest('hex'),
    rdbMagic: magic, rdbVersion: version, crc64, keys, expires, functions,
  };
}

async function* pieces(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 700) {
    yield bytes.subarray(at, at + 700);
  }
}
