import { firstSlots, keySlot, SLOTS } from '../../../../lib/cluster';
import type { Bench, RealRedis } from './real-redis';
import { writeEveryType } from './contents';
import { snapshotOf, type BackedUp } from './stored-backup';

/** A name in braces whose slot is that one: keys that begin with it are all in that slot. */
export function tagOf(slot: number): string {
  for (let number = 0; ; number += 1) {
    if (keySlot(`t${number}`) === slot) {
      return `{t${number}}`;
    }
  }
}

export const LIBRARY = '#!lua name=shared\nredis.register_function("shared", function() return 7 end)';

/** A server with every type in slots all over the range, at both ends of it, and a few hundred keys between. */
export async function manyKeys(bench: Bench, name: string, program?: string): Promise<RealRedis> {
  const server = await bench.start(bench.folder(name), [], program);
  for (const slot of [0, 3276, 5461, 8191, 10_923, SLOTS - 1]) {
    await writeEveryType(server, tagOf(slot));
  }
  await Promise.all(Array.from({ length: 400 }, (_, index) => server.call('SET', `key-${index}`, index)));
  await server.call('SET', Buffer.from([0xff, 0x00, 0xfe]), 'no text');
  await server.call('FUNCTION', 'LOAD', LIBRARY);
  return server;
}

/** Snapshots of the same keys in so many shards, as each shard's server writes them; without slots when it is one. */
export async function inShards(bench: Bench, all: RealRedis, shards: number): Promise<BackedUp[]> {
  if (shards === 1) {
    return [{ rdb: await snapshotOf(all) }];
  }
  const servers = await Promise.all(Array.from({ length: shards }, (_, index) => bench.start(bench.folder(`source-${shards}-${index + 1}`))));
  await Promise.all((await all.redis.callBuffer('KEYS', '*') as Buffer[]).map(async (key) => {
    const slot = keySlot(key);
    const owner = servers.findIndex((_, index) => firstSlots(index + 1, shards).to >= slot);
    const [expiry, dump] = await Promise.all([all.call('PEXPIRETIME', key), all.redis.callBuffer('DUMP', key)]);
    await servers[owner]!.call('RESTORE', key, Math.max(0, Number(expiry)), dump as Buffer, 'ABSTTL');
  }));
  return Promise.all(servers.map(async (server, index) => {
    await server.call('FUNCTION', 'LOAD', LIBRARY);
    return { rdb: await snapshotOf(server), slots: [firstSlots(index + 1, shards)] };
  }));
}
