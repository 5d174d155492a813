import type { BackupManifest, BackupShard } from '../../../lib/backup/manifest';

/** A manifest that is in order; nothing is stored for it. */
export function aManifest(more: Partial<BackupManifest> = {}): BackupManifest {
  return {
    schemaVersion: 1,
    id: '20261122T150203Z-4f3a91',
    deployment: 'cache',
    createdAt: '2026-11-22T15:02:03.120Z',
    durationSeconds: 2.5,
    engine: { family: 'redis', version: '7.0.15' },
    topology: 'sentinel',
    shards: [aShard()],
    acl: ['user default on nopass ~* &* +@all'],
    configuration: { maxmemory: '0' },
    findings: [],
    ...more,
  };
}

export function aShard(more: Partial<BackupShard> = {}): BackupShard {
  return {
    shard: 1,
    object: 'shard-1.rdb.gz',
    slots: [],
    source: { node: 'node-2', role: 'replica', lagBytes: 0 },
    replicationId: 'a'.repeat(40),
    offset: 4711,
    codec: 'gzip',
    storedBytes: 90,
    storedSha256: '1'.repeat(64),
    plainBytes: 100,
    plainSha256: '2'.repeat(64),
    rdbVersion: 10,
    rdbMagic: 'REDIS',
    crc64: '0123456789abcdef',
    keys: { 0: 2 },
    expires: 1,
    functions: [],
    startedAt: '2026-11-22T15:02:03.500Z',
    durationSeconds: 2,
    ...more,
  };
}
