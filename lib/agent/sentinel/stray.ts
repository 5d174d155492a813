import type { SentinelStart } from '../../config';
import type { Situation } from '../situation';

/** A Sentinel beside this agent whose own file names an address that is no node's any longer. */
export interface Stray {
  readonly host: string;
  /** Node that had the address before addresses changed; undefined when that is not known for certain. */
  readonly node?: string;
  /** Since when that has been seen, in milliseconds since the epoch. */
  readonly since: number;
}

/** What is to be done about it. */
export interface Repair {
  /** Begin again with this; absent while nothing may be done. */
  readonly start?: SentinelStart;
  readonly why: string;
}

/** Whom a Sentinel's own file watches, when that is nobody of now. Where addresses never change nothing is asked. */
export function strayOf(
  text: string, nodeAt: (host: string, port: number) => string | undefined, formerly: Record<string, string> | undefined,
): Omit<Stray, 'since'> | undefined {
  const [, host, port] = /^sentinel monitor \S+ (\S+) (\d+)/m.exec(text) ?? [];
  if (formerly === undefined || host === undefined || nodeAt(host, Number(port)) !== undefined) {
    return undefined;
  }
  return formerly[host] === undefined ? { host } : { host, node: formerly[host] };
}

/** Long enough for every agent to have looked with the new addresses. */
const SETTLE_MS = 3000;
/** Sentinels that begin again one after the other leave a majority. */
const TURN_MS = 5000;

/**
 * A Sentinel takes no other address for the primary it watches but by a failover, so that one whose Services were made anew
 * would watch nobody for ever. It begins again with the node that had the address, at the epochs of its own file: it says
 * what it said before, and votes in no epoch twice (rule R10). At once only where a majority means a primary that lives;
 * otherwise an ordinary failover has its time first.
 */
export function repairOf(situation: Situation): Repair | undefined {
  const { sentinelFile, sentinelNodes, node, view, now, settings } = situation;
  const stray = sentinelFile?.stray;
  if (!stray) {
    return undefined;
  }
  const watches = `its Sentinel watches ${stray.host}, which is no node's address any longer`;
  const begin = (primary: string, configEpoch: number): Repair => ({
    why: `${watches}: it begins again with ${primary}`,
    start: { primary, configEpoch, currentEpoch: Math.max(sentinelFile.currentEpoch, configEpoch) },
  });
  if (view.failoverInProgress) {
    return { why: `${watches}; a failover is under way` };
  }
  const strayedMs = now - stray.since - Math.max(0, sentinelNodes.indexOf(node)) * TURN_MS;
  const named = view.majority;
  if (named && named.node === stray.node && lives(situation, named.node) && strayedMs > SETTLE_MS) {
    return begin(stray.node, sentinelFile.configEpoch);
  }
  if (strayedMs <= Math.max(2 * settings.failoverTimeoutSeconds, settings.startGraceSeconds) * 1000) {
    return { why: `${watches}; a failover may still come` };
  }
  if (named && named.epoch >= sentinelFile.configEpoch) {
    return begin(named.node, named.epoch);
  }
  return stray.node === undefined
    ? { why: `${watches} and was none that this volume remembers as one node's: nobody knows whom it means; `
      + 'run `redis-ha promote --evidence` to say who is primary' }
    : begin(stray.node, sentinelFile.configEpoch);
}

function lives({ node, redis, peers }: Situation, name: string): boolean {
  return (name === node ? redis : peers[name]?.redis)?.role === 'primary';
}
