import { asRanges, firstSlots, slotsIn } from '../../cluster';
import type { Desired } from '../desired';
import type { Memory } from '../memory';
import { decideRestored } from '../restored';
import type { Situation } from '../situation';
import { myself } from './members';

/**
 * What the first node of a shard does before it may take part in the formation of a Cluster that begins with a backup:
 * its server has loaded its shard's part, owns every slot of it, and none besides. A server that starts with keys claims
 * their slots by itself; one that loses a slot to somebody deletes the keys in it.
 *
 * @returns undefined when there is nothing to restore or it has been found whole: go on
 */
export function decideRestoredShard(situation: Situation, memory: Memory): Desired | undefined {
  const { restore, dataNodes, node, shard } = situation;
  const me = myself(situation);
  if (!restore || dataNodes[0] !== node || !me) {
    return undefined;
  }
  const restoring = decideRestored(situation, memory);
  if (restoring) {
    return restoring;
  }
  const owned = new Set(slotsIn(me.slots));
  const planned = slotsIn([firstSlots(shard!, new Set(situation.clusterPlaces!.map((place) => place.shard)).size)]);
  const lost = me.configEpoch > 0 || situation.cluster!.members.length > 1 ? planned.filter((slot) => !owned.has(slot)) : [];
  const strange = [...owned].filter((slot) => slot < planned[0]! || slot > planned.at(-1)!);
  if (lost.length === 0 && strange.length === 0) {
    return undefined;
  }
  const what = lost.length > 0 ? `has lost the slots ${words(lost)}, and their keys with them,` : `owns the slots ${words(strange)}, which are another shard's,`;
  return {
    phase: 'refusing', eligible: false, writable: false, copyable: false,
    reason: `this node was seeded with the backup ${restore.backup} and ${what} before the Cluster was formed: empty its volume, and it is seeded again`,
  };
}

function words(slots: number[]): string {
  return asRanges(slots).map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(', ');
}
