import { parseInfo, parsePairs, type RedisLink } from '../redis';
import type { ShardPrimary } from './cluster-map';
import type { SlotMove } from './moves';

/** Memory of a shard's primary, in bytes. */
export interface ShardMemory {
  readonly shard: number;
  readonly used: number;
  /** 0 for no limit. */
  readonly limit: number;
  readonly slots: number;
}

export async function memoryOf({ shard, slots }: ShardPrimary, link: RedisLink): Promise<ShardMemory> {
  const [info, limit] = await Promise.all([link.call('INFO', 'memory'), link.call('CONFIG', 'GET', 'maxmemory')]);
  const used = Number(parseInfo(String(info)).used_memory ?? 0);
  return { shard, slots: slots.length, used, limit: Number(parsePairs(limit).maxmemory ?? 0) };
}

/**
 * Why the moves would not fit, empty when they do. Keys are taken to be spread evenly over a shard's slots; a tenth of the
 * limit is left, since they are not.
 */
export function whyItDoesNotFit(memory: ShardMemory[], moves: SlotMove[]): string {
  const of = new Map(memory.map((each) => [each.shard, each]));
  for (const { shard, used, limit } of memory) {
    const share = ({ from }: SlotMove): number => of.get(from)!.used / Math.max(1, of.get(from)!.slots);
    const comes = moves.filter(({ to }) => to === shard).reduce((sum, move) => sum + share(move), 0);
    const goes = moves.filter(({ from }) => from === shard).length * (used / Math.max(1, of.get(shard)!.slots));
    const after = used + comes - goes;
    if (limit > 0 && comes > 0 && after > limit * 0.9) {
      return `shard ${shard} would hold ${mib(after)} MiB of ${mib(limit)} MiB (maxmemory), more than nine tenths: `
        + 'keep more shards, or give the nodes more memory first';
    }
  }
  return '';
}

function mib(bytes: number): number {
  return Math.round(bytes / 1024 / 1024);
}
