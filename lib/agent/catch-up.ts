import { parseInfo, type RedisLink } from '../redis';

/** Waits until a replica has every byte of a primary whose writes are stopped. */
export async function caughtUp(primary: RedisLink, target: RedisLink, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    const [from, to] = await Promise.all([offsets(primary), offsets(target)]);
    if (from.replicationId === to.replicationId && from.written === to.received && to.linkUp) {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return false;
}

async function offsets(link: RedisLink): Promise<{ replicationId?: string; written: number; received: number; linkUp: boolean }> {
  const info = parseInfo(String(await link.call('INFO', 'replication')));
  return {
    replicationId: info.master_replid,
    written: Number(info.master_repl_offset),
    received: Number(info.slave_repl_offset),
    linkUp: info.master_link_status === 'up',
  };
}
