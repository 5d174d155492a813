import { parseInfo, type RedisLink } from '../../redis';

/** What a primary had when its region was replaced. */
export interface Held {
  readonly replicationId: string;
  readonly offset: number;
}

/**
 * How many bytes of a stream the node that took over never received: they are discarded when the old primary follows it.
 *
 * @returns undefined when that node no longer says where it left that stream, or does not answer
 */
export async function bytesBeyond(held: Held, successor: RedisLink): Promise<number | undefined> {
  const info = await successor.call('INFO', 'replication').then((text) => parseInfo(String(text)), () => undefined);
  if (info?.master_replid === held.replicationId) {
    return Math.max(0, held.offset - Number(info.master_repl_offset));
  }
  // The first offset of its own is one above the last that it shared.
  return info?.master_replid2 === held.replicationId
    ? Math.max(0, held.offset - (Number(info.second_repl_offset) - 1)) : undefined;
}
