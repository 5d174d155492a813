import { SLOTS } from '../cluster';
import { askServer } from './clients/ask-server';
import type { DrillTarget } from './target';

/**
 * Which shard has which slot now. A drill counts by the shards there were when its load began: slots may move later.
 *
 * @returns a shard number by slot; undefined where there are no shards
 * @throws Error when no node says who has which slot
 */
export async function slotHomes(target: DrillTarget): Promise<Uint8Array | undefined> {
  if (Object.keys(target.shardOf).length === 0) {
    return undefined;
  }
  let last: unknown;
  for (const host of target.dataHosts) {
    try {
      return homes(target, await askServer(target, { host, port: target.redisPort }, (client) => client.cluster('SLOTS')));
    } catch (failure) {
      last = failure;
    }
  }
  throw new Error(`no node says who has which slot: ${last instanceof Error ? last.message : String(last)}`);
}

type SlotRange = [number, number, ...[string, number, string, unknown][]];

function homes({ nodeOf, shardOf }: DrillTarget, ranges: readonly SlotRange[]): Uint8Array {
  const list = new Uint8Array(SLOTS);
  for (const [from, to, ...nodes] of ranges) {
    const shard = nodes.map(([host]) => shardOf[nodeOf[host] ?? '']).find((number) => number !== undefined) ?? 0;
    list.fill(shard, from, to + 1);
  }
  if (list.includes(0)) {
    throw new Error('not every slot has a shard of the plan');
  }
  return list;
}
