import { parseInfo, type RedisLink } from '../../redis';
import { failpoint } from '../failpoint';
import type { Log } from '../log';

/** How long bytes of the dead primary may still come out of its sockets. */
const DRAIN_MS = 300;
/** Between two looks at the same replica. */
const LOOK_MS = 25;
/** The engine gives a failover it was asked for up this late (CLUSTER_MF_TIMEOUT). */
const PROMOTION_MS = 5000;

/** What can be told of a primary that died. */
export interface Dead {
  readonly host: string;
  readonly port: number;
  /** Stream it wrote last, by its agent's memory. */
  readonly replicationId: string;
}

/** A replica of the dead primary that can be asked to take over. */
export interface Heir {
  readonly node: string;
  readonly link: RedisLink;
}

interface Look {
  readonly heir: Heir;
  readonly role: string;
  readonly linkUp: boolean;
  readonly offset: number;
  /** Still a replica of the dead one, with its stream and no copy under way. */
  readonly fit: boolean;
}

/**
 * Has the best replica of a dead primary take over without waiting for the node timeout (rule R6). It asks one replica
 * only, and with FORCE, which needs the votes of a majority of primaries but not their opinion that the primary is down.
 * A replica that follows another one by now, or that never had the dead one's stream, is not asked: the process restarts
 * from its append-only files and loses nothing.
 *
 * @returns the node that leads now, undefined when none could
 */
export async function replaceDead(heirs: Heir[], dead: Dead, log: Log): Promise<string | undefined> {
  const seen = await drained(heirs, dead);
  const leading = seen.find(({ role }) => role === 'master');
  if (leading) {
    log('replace-dead', { detail: `${leading.heir.node} leads already` });
    return leading.heir.node;
  }
  const [best] = seen.filter(({ fit }) => fit).sort((a, b) => b.offset - a.offset);
  if (!best) {
    log('replace-dead', { detail: 'no replica is reachable that still has the dead one\'s stream' });
    return undefined;
  }
  failpoint('replace:before');
  const last = await look(best.heir, dead);
  if (!last?.fit || last.offset < best.offset) {
    log('replace-dead', { to: best.heir.node, detail: 'it follows another one by now' });
    return last?.role === 'master' ? best.heir.node : undefined;
  }
  const answer = await best.heir.link.call('CLUSTER', 'FAILOVER', 'FORCE').catch((failure: unknown) =>
    (failure instanceof Error ? failure.message : String(failure)));
  log('replace-dead', { to: best.heir.node, offset: best.offset, of: seen.length, answer: String(answer) });
  failpoint('replace:after');
  const promoted = await leads(best.heir, Date.now() + PROMOTION_MS);
  log('replaced', { to: best.heir.node, promoted });
  return promoted ? best.heir.node : undefined;
}

/** Looks until every reachable replica has lost its link and received its last byte, at most for DRAIN_MS. */
async function drained(heirs: Heir[], dead: Dead): Promise<Look[]> {
  const deadline = Date.now() + DRAIN_MS;
  let before: Look[] = [];
  for (;;) {
    const now = (await Promise.all(heirs.map((heir) => look(heir, dead)))).filter((each) => each !== undefined);
    const settled = now.every(({ heir, linkUp, offset }) =>
      !linkUp && before.some((earlier) => earlier.heir.node === heir.node && earlier.offset === offset));
    if ((settled && now.length > 0) || Date.now() >= deadline) {
      return now;
    }
    before = now;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function look(heir: Heir, { host, port, replicationId }: Dead): Promise<Look | undefined> {
  try {
    const info = parseInfo(String(await heir.link.call('INFO', 'replication')));
    const fit = info.role === 'slave' && info.master_host === host && Number(info.master_port) === port
      && info.master_replid === replicationId && info.master_sync_in_progress === '0';
    return { heir, role: info.role ?? '', linkUp: info.master_link_status === 'up', offset: Number(info.slave_repl_offset ?? 0), fit };
  } catch {
    return undefined;
  }
}

async function leads({ link }: Heir, deadline: number): Promise<boolean> {
  while (Date.now() < deadline) {
    const info = await link.call('INFO', 'replication').then((text) => parseInfo(String(text))).catch(() => undefined);
    if (info?.role === 'master') {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  return false;
}
