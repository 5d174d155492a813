import type { SentinelStart } from '../../config';
import { formedByOthers } from '../heard';
import type { Situation } from '../situation';

/**
 * How a Sentinel without a file begins: in a deployment that is being formed with the
 * bootstrap node, afterwards with what a majority of its peers says, at an epoch in
 * which it can no longer vote twice (rule R10). Where no majority is left, an operator's
 * order takes its place.
 */
export function sentinelStart(situation: Situation): SentinelStart | undefined {
  const { hasSentinel, sentinelFile, memory, marker, view, peers, bootstrapNode, order } = situation;
  if (!hasSentinel) {
    return undefined;
  }
  if (order && !view.majority && (sentinelFile?.configEpoch ?? -1) < order.epoch) {
    const currentEpoch = Math.max(order.epoch, sentinelFile?.currentEpoch ?? 0);
    return { primary: order.primary, configEpoch: order.epoch, currentEpoch };
  }
  if (sentinelFile || marker === 'unknown') {
    return undefined;
  }
  if (!marker) {
    return memory?.state === 'forming' && !beingRestored(situation) && !formedByOthers(situation)
      ? { primary: bootstrapNode, configEpoch: 0, currentEpoch: 0 } : undefined;
  }
  if (!view.majority) {
    return undefined;
  }
  // Only every other Sentinel's file tells the highest epoch in which the one that was here may have voted.
  const silent = situation.sentinelNodes.filter((name) => name !== situation.node && !peers[name]);
  if (silent.length > 0 && situation.now - situation.startedAt < situation.settings.startGraceSeconds * 1000) {
    return undefined;
  }
  const highest = Math.max(view.majority.epoch, ...Object.values(peers).map((peer) => peer.sentinelEpoch));
  return { primary: view.majority.node, configEpoch: view.majority.epoch, currentEpoch: highest + 1 };
}

/** Sentinels that watched a primary through its download would call it down, and try to fail over, again and again. */
function beingRestored({ restore, node, bootstrapNode, memory, peers }: Situation): boolean {
  const leader = node === bootstrapNode ? memory : peers[bootstrapNode]?.memory;
  return restore !== undefined && leader?.restored !== restore.backup;
}
