import { asking } from '../connection';
import type { BackupManifest } from '../manifest';
import type { Arrangement } from '../source/shard-nodes';
import type { BackupTarget } from '../target';

/** Where Sentinels tell each other about a primary. */
const HELLO = '__sentinel__:hello';

/** What the servers are to each other: as the plan says, or found out as far as the user may ask. */
export async function topologyOf(target: BackupTarget, { cluster, shards }: Arrangement): Promise<BackupManifest['topology']> {
  if (cluster || target.planned) {
    return cluster ? 'cluster' : target.planned!.topology;
  }
  const [{ primary, replicas, missing }] = shards as [Arrangement['shards'][number]];
  const listening = primary ? await asking(target, primary, (link) => link.call('PUBSUB', 'NUMSUB', HELLO)).catch(() => undefined) : undefined;
  if (Array.isArray(listening) && Number(listening[1]) > 0) {
    return 'sentinel';
  }
  return replicas.length + missing.length > 0 ? 'replication' : 'standalone';
}

/** The highest of versions such as `7.0.15`. */
export function highestVersion(versions: readonly string[]): string {
  const part = (version: string, at: number): number => Number(version.split('.')[at] ?? 0);
  return [...versions].sort((a, b) => [0, 1, 2].map((at) => part(a, at) - part(b, at)).find((difference) => difference !== 0) ?? 0).at(-1) ?? '';
}
