import type { CatalogEntry } from '../../lib/backup/catalog';
import type { BackupManifest } from '../../lib/backup/manifest';
import type { Pruned } from '../../lib/backup/prune';
import type { VerifyResult } from '../../lib/backup/verify';
import { ageText, bytesText, countText } from './quantities';
import { table } from './table';

/** Every backup in a line. */
export function listText(entries: CatalogEntry[], url: string, now: Date): string {
  if (entries.length === 0) {
    return `no backups in ${url}`;
  }
  return table([
    ['DEPLOYMENT', 'BACKUP', 'AGE', 'STORED', 'KEYS', 'VERIFIED', 'STATE'],
    ...entries.map(({ deployment, id, createdAt, bytes, manifest, verified, failed, state, problem }) => [
      deployment, id, ageText(createdAt, now), bytesText(bytes), manifest ? keysText(manifest) : '-',
      verified ? `${ageText(verified.at, now)} ago${verified.deep ? ', deep' : ''}` : '-',
      failed ? `failed verification ${ageText(failed.at, now)} ago: ${failed.problems[0] ?? ''}` : state === 'complete' ? stateOf(manifest!) : `${state}: ${problem ?? ''}`,
    ]),
  ]);
}

/** All there is to say about one backup. */
export function manifestText(manifest: BackupManifest, url: string, verified?: VerifyResult): string {
  const { deployment, id, createdAt, durationSeconds, engine, topology, shards, findings, acl, configuration } = manifest;
  const stored = shards.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  const plain = shards.reduce((sum, { plainBytes }) => sum + plainBytes, 0);
  const functions = [...new Set(shards.flatMap((shard) => shard.functions))].sort();
  return [
    `${deployment}/${id} in ${url}`,
    `taken ${createdAt}, in ${durationSeconds.toFixed(1)} s, of ${engine.family} ${engine.version} (${topology})`,
    `${keysText(manifest)} keys, ${bytesText(stored)} stored, ${bytesText(plain)} restored`,
    '',
    table([
      ['SHARD', 'SLOTS', 'FROM', 'KEYS', 'STORED', 'CODEC', 'RDB', 'OFFSET', 'SHA-256 AS STORED'],
      ...shards.map((shard) => [
        String(shard.shard), slotsText(shard.slots), `${shard.source.node} (${shard.source.role})`, keysOf([shard]),
        bytesText(shard.storedBytes), shard.codec, `${shard.rdbMagic} ${shard.rdbVersion}`, String(shard.offset), shard.storedSha256,
      ]),
    ]),
    '',
    ...(functions.length > 0 ? [`functions: ${functions.join(', ')}`] : []),
    ...(acl ? [`users: ${acl.length}, without their passwords`] : []),
    ...(configuration ? [`settings: ${Object.keys(configuration).length}`] : []),
    ...findings.map((finding) => `note: ${finding}`),
    ...(verified ? [verifiedText(verified)] : []),
  ].join('\n').trimEnd();
}

/** The answer, and all that is wrong. */
export function verifiedText({ deployment, id, ok, problems, deep }: VerifyResult): string {
  return ok ? `${deployment}/${id} is in order: ${deep ? 'all of it was read and loaded into a server' : 'all of it was read and compared'}`
    : [`${deployment}/${id} is NOT in order:`, ...problems.map((problem) => `  ${problem}`)].join('\n');
}

/** What became of every backup, and why. */
export function prunedText(pruned: Pruned[], confirm: boolean, now: Date): string {
  if (pruned.length === 0) {
    return 'no backups';
  }
  const gone = pruned.filter(({ outcome }) => outcome === (confirm ? 'removed' : 'would-remove'));
  const freed = bytesText(gone.reduce((sum, { backup }) => sum + backup.bytes, 0));
  const held = pruned.filter((one) => one.held.length > 0).length;
  return [
    table([
      ['DEPLOYMENT', 'BACKUP', 'AGE', 'STORED', 'OUTCOME', 'WHY'],
      ...pruned.map(({ backup, outcome, why, held: holds }) => [
        backup.deployment, backup.id, ageText(backup.createdAt, now), bytesText(backup.bytes), outcome.replace('-', ' '),
        [...why, ...holds.map((hold) => `held: ${hold}`)].join('; '),
      ]),
    ]),
    '',
    `${gone.length} of ${pruned.length} ${confirm ? 'removed' : 'would be removed'}, ${freed}`
    + `${held > 0 ? `; ${held} held by the store` : ''}${!confirm && gone.length > 0 ? '; add --confirm to remove them' : ''}`,
  ].join('\n');
}

function stateOf({ findings }: BackupManifest): string {
  return findings.length === 0 ? 'complete' : `complete, ${findings.length} note${findings.length === 1 ? '' : 's'}`;
}

function keysText({ shards }: BackupManifest): string {
  return keysOf(shards);
}

function keysOf(shards: BackupManifest['shards']): string {
  return shards.some(({ keys }) => keys === undefined) ? '?'
    : countText(shards.flatMap(({ keys }) => Object.values(keys!)).reduce((sum, count) => sum + count, 0));
}

function slotsText(slots: BackupManifest['shards'][0]['slots']): string {
  const shown = slots.slice(0, 3).map(({ from, to }) => (from === to ? String(from) : `${from}-${to}`)).join(',');
  return slots.length === 0 ? '-' : slots.length > 3 ? `${shown},...` : shown;
}
