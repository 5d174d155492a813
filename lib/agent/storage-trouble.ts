import { TopologyKind } from '../model';
import type { Situation } from './situation';

/** A write that fails once may have met a full disk that was just being emptied; one that goes on failing has not. */
const PATIENCE_MS = 1000;

/** What INFO persistence says is wrong with the disk; undefined when nothing is. With either, Redis refuses writes. */
export function storageTroubleOf(info: Record<string, string>): string | undefined {
  if (info.aof_enabled === '1' && info.aof_last_write_status !== undefined && info.aof_last_write_status !== 'ok') {
    return `the append-only file cannot be written (aof_last_write_status:${info.aof_last_write_status})`;
  }
  if (info.rdb_last_bgsave_status !== undefined && info.rdb_last_bgsave_status !== 'ok') {
    return `a snapshot could not be written (rdb_last_bgsave_status:${info.rdb_last_bgsave_status})`;
  }
  return undefined;
}

/** Where the role should go from a primary that refuses writes for its disk (rule R13); undefined to leave it. */
export function storageEscape(situation: Situation): { readonly to: string; readonly why: string } | undefined {
  const { storage, redis, view, node, now, handingOver, stopping, peers, topology, pausedUntil = 0 } = situation;
  if (!storage || pausedUntil > now || now - storage.since < PATIENCE_MS || redis?.role !== 'primary' || view.majority?.node !== node
    || handingOver || stopping || view.failoverInProgress || view.majorityDown) {
    return undefined;
  }
  // Where the role marker has the say nobody is a candidate by a priority.
  const candidate = (priority: number): boolean => priority > 0 || topology === TopologyKind.REPLICATION;
  const [best] = Object.entries(peers)
    .filter(([, peer]) => peer.redis?.role === 'replica' && peer.redis.source === node && peer.redis.linkUp && !peer.redis.copying
      && candidate(peer.redis.priority) && !peer.storage)
    .sort(([, a], [, b]) => b.redis!.offset - a.redis!.offset);
  return best && { to: best[0], why: storage.trouble };
}
