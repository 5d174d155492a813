import type { SlotRange } from '../redis';

/** Newest manifest format that this version writes and reads. */
export const MANIFEST_SCHEMA_VERSION = 1;

/** How an object's bytes are stored. */
export type Codec = 'none' | 'gzip' | 'zstd';

/** A whole backup: `<deployment>/<id>/manifest.json`, written when everything else of it is stored. Without it there is none. */
export interface BackupManifest {
  readonly schemaVersion: number;
  /** `<UTC time it began>-<random>`, for example `20261122T150203Z-4f3a91`: sorts by time. Also the name of its folder. */
  readonly id: string;
  /** Name of the deployment it is of. */
  readonly deployment: string;
  /** When it began, ISO 8601. Nothing written later is in it for certain, what was replicated before is. */
  readonly createdAt: string;
  readonly durationSeconds: number;
  readonly engine: BackupEngine;
  /** `standalone` for one server that nobody replicates. */
  readonly topology: 'standalone' | 'replication' | 'sentinel' | 'cluster';
  readonly shards: BackupShard[];
  /** Users as the server lists them, without passwords and their hashes; absent when it would not tell. */
  readonly acl?: string[];
  /** Configuration the server runs with, without passwords; absent when it would not tell. */
  readonly configuration?: Record<string, string>;
  /** What whoever restores it should know: taken from a primary, from a shard's only replica, not permitted to read the ACL. */
  readonly findings: string[];
}

export interface BackupEngine {
  /** `redis` or `valkey`. */
  readonly family: string;
  /** Highest version among the servers it was taken from. */
  readonly version: string;
}

/** One shard's snapshot; a deployment without shards has one. */
export interface BackupShard {
  /** From 1. */
  readonly shard: number;
  /** Name of the object in the backup's folder, for example `shard-1.rdb.gz`. */
  readonly object: string;
  /** Slots it owned, before and after; empty when it is not a Cluster. */
  readonly slots: SlotRange[];
  readonly source: BackupOrigin;
  /** Position of the snapshot in the replication stream. */
  readonly replicationId: string;
  readonly offset: number;
  readonly codec: Codec;
  readonly storedBytes: number;
  readonly storedSha256: string;
  /** The RDB itself. */
  readonly plainBytes: number;
  readonly plainSha256: string;
  /** Format version in its first bytes, see `lib/rdb`. */
  readonly rdbVersion: number;
  /** Magic word it begins with: `REDIS` or `VALKEY`. */
  readonly rdbMagic: string;
  /** CRC64 as the server computed it, 16 hexadecimal digits; zeros where the server does not compute one. */
  readonly crc64: string;
  /** Keys by database, those that have expired and are not yet deleted included; absent when it holds types unknown here. */
  readonly keys?: Record<string, number>;
  /** Keys with a time to live. */
  readonly expires?: number;
  /** Names of function libraries in it. */
  readonly functions: string[];
  readonly startedAt: string;
  readonly durationSeconds: number;
}

export interface BackupOrigin {
  readonly node: string;
  readonly role: 'primary' | 'replica';
  /** Bytes of the replication stream it was behind its primary when it was chosen; 0 for a primary. */
  readonly lagBytes: number;
}
