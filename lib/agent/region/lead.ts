import type { RedisState, Situation } from '../situation';

/** After this every agent of the region that can answer has answered a new one. */
const SETTLE_MS = 2000;

/**
 * Which node of a standby region follows the active one itself; the others copy from it, so that the way between the regions
 * is gone once. Whoever does so already goes on: of several the first whose link is up, for all of them, or each of the several
 * would take itself for it. Undefined while nobody can be chosen.
 */
export function leadOf({ node, dataNodes, peers, redis, remoteNodes = [], now, startedAt }: Situation): string | undefined {
  const state = (name: string): RedisState | undefined => (name === node ? redis : peers[name]?.redis);
  const able = dataNodes.filter((name) => state(name) !== undefined && !state(name)!.loading);
  const direct = able.filter((name) => remoteNodes.includes(state(name)!.source ?? ''));
  const kept = direct.find((name) => state(name)!.linkUp) ?? direct[0];
  if (kept !== undefined) {
    return kept;
  }
  return able.length === dataNodes.length || now - startedAt >= SETTLE_MS ? able[0] : undefined;
}
