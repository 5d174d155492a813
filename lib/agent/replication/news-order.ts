import type { CommandResult } from '../command-result';
import type { PeerWatch } from '../observe/peers';
import type { RoleMarker } from '../platform/platform';
import type { RedisLink } from '../../redis';
import type { RoleWatch } from './role-watch';
import { stopWrites } from './stop-writes';

/** A change of the role marker, told to an agent by the one that made it. */
export interface RoleNews {
  /** The node whose agent tells it. */
  readonly from: string;
  readonly marker: RoleMarker;
  /** The primary before takes no writes any longer. */
  readonly released?: boolean;
  /** The primary before hands over by the engine's FAILOVER. */
  readonly handing?: boolean;
}

/** What the orders need. */
export interface NewsParts {
  readonly watch: RoleWatch;
  readonly peers: Pick<PeerWatch, 'refresh'>;
  readonly node: string;
  readonly redis: RedisLink;
}

/** How long writes that were stopped for a failover stay so when nobody is named after all. */
export const HOLD_MS = 30_000;

/**
 * Order `role`: a change that nobody should have to wait for. The agent of the node that was primary answers only when
 * that takes no writes any longer.
 */
export async function takeNews({ watch, peers, node, redis }: NewsParts, word: string): Promise<CommandResult> {
  const { from, marker, released, handing } = JSON.parse(word) as RoleNews;
  // An order may have been on its way for long; what its sender answers now confirms it.
  await peers.refresh(from);
  watch.learn(marker, { released, handing });
  if (marker.previous !== node) {
    return { ok: true, detail: 'known' };
  }
  const { stopped, detail } = await stopWrites(redis);
  return { ok: stopped, detail };
}

/** Order `fence`: somebody is about to name another primary. */
export async function takeFence({ watch, redis }: NewsParts): Promise<CommandResult> {
  watch.hold(Date.now() + HOLD_MS);
  const { stopped, detail } = await stopWrites(redis);
  if (!stopped) {
    watch.hold(0);
  }
  return { ok: stopped, detail };
}
