import { MANIFEST_SCHEMA_VERSION, type BackupManifest, type BackupShard } from './manifest';
import { beganAt, isBackupId } from './names';
import { slotProblems } from './slot-coverage';

type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const name: Check = (value) => typeof value === 'string' && value !== '';
const count: Check = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const seconds: Check = (value) => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const time: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const pattern = (expression: RegExp): Check => (value) => typeof value === 'string' && expression.test(value);
const one = (...allowed: unknown[]): Check => (value) => allowed.includes(value);
const list = (check: Check): Check => (value) => Array.isArray(value) && value.every(check);
const optional = (check: Check): Check => (value) => value === undefined || check(value);
const record = (check: Check): Check => (value) => isObject(value) && Object.values(value).every(check);
const fields = (checks: Record<string, Check>): Check => (value) => isObject(value)
  && Object.entries(checks).every(([field, check]) => check(value[field]));

const sha256 = pattern(/^[0-9a-f]{64}$/);

const MANIFEST: Record<string, Check> = {
  schemaVersion: one(MANIFEST_SCHEMA_VERSION),
  id: (value) => typeof value === 'string' && isBackupId(value),
  deployment: pattern(/^[a-z0-9][a-z0-9-]{0,62}$/),
  createdAt: time,
  durationSeconds: seconds,
  engine: fields({ family: name, version: name }),
  topology: one('standalone', 'replication', 'sentinel', 'cluster'),
  shards: (value) => Array.isArray(value) && value.length > 0,
  acl: optional(list(text)),
  configuration: optional(record(text)),
  findings: list(text),
};

const SHARD: Record<string, Check> = {
  shard: count,
  // A name and nothing else: it is joined to a folder's path.
  object: pattern(/^shard-[0-9]+\.rdb(\.gz|\.zst)?$/),
  slots: list(fields({ from: count, to: count })),
  source: fields({ node: name, role: one('primary', 'replica'), lagBytes: count }),
  replicationId: text,
  offset: (value) => Number.isSafeInteger(value),
  codec: one('none', 'gzip', 'zstd'),
  storedBytes: count,
  storedSha256: sha256,
  plainBytes: count,
  plainSha256: sha256,
  rdbVersion: count,
  rdbMagic: one('REDIS', 'VALKEY'),
  crc64: pattern(/^[0-9a-f]{16}$/),
  keys: optional(record(count)),
  expires: optional(count),
  functions: list(text),
  startedAt: time,
  durationSeconds: seconds,
};

/** Why that is no manifest anybody can restore from; empty when it is one. Fields this version does not know are left alone. */
export function manifestProblems(value: unknown): string[] {
  if (!isObject(value)) {
    return ['it is no object'];
  }
  const wrong = failed(MANIFEST, value, '');
  if (wrong.length > 0) {
    return wrong;
  }
  const shards = (value.shards as unknown[]).flatMap((shard, index) => (isObject(shard)
    ? failed(SHARD, shard, `shards[${index}].`) : [`shards[${index}] is no object`]));
  return shards.length > 0 ? shards : contradictions(value as unknown as BackupManifest);
}

function failed(checks: Record<string, Check>, value: Record<string, unknown>, prefix: string): string[] {
  return Object.entries(checks)
    .filter(([field, check]) => !check(value[field]))
    .map(([field]) => `${prefix}${field} is ${shown(value[field])}`);
}

function contradictions({ id, createdAt, topology, shards }: BackupManifest): string[] {
  const numbers = shards.map(({ shard }) => shard).sort((a, b) => a - b);
  // Retention goes by createdAt and people by the id: they tell the same time.
  const apart = Math.abs(beganAt(id)!.getTime() - Date.parse(createdAt));
  return [
    ...(numbers.every((number, index) => number === index + 1) ? [] : [`its shards are ${numbers.join(', ')} instead of 1 to ${shards.length}`]),
    ...(new Set(shards.map(({ object }) => object)).size === shards.length ? [] : ['two of its shards share an object']),
    ...(apart < 60_000 ? [] : [`createdAt is ${createdAt}, which is not when ${id} began`]),
    ...shards.filter((shard) => !suffixFits(shard)).map(({ object, codec }) => `${object} is said to be stored with codec ${codec}`),
    ...(topology === 'cluster' ? slotProblems(shards)
      : shards.length === 1 ? [] : [`it has ${shards.length} shards and is not of a Cluster`]),
  ];
}

function suffixFits({ object, codec }: BackupShard): boolean {
  return object.endsWith({ none: '.rdb', gzip: '.rdb.gz', zstd: '.rdb.zst' }[codec]);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && !Array.isArray(value);
}

function shown(value: unknown): string {
  const shortened = value === undefined ? 'missing' : JSON.stringify(value);
  return shortened.length > 60 ? `${shortened.slice(0, 57)}...` : shortened;
}
