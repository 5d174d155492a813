import type { Situation } from '../situation';
import { myself } from './members';
import { namedByPrimaries } from './named-by-primaries';

/**
 * Whether a node whose agent has lost its memory, and nothing else, is the primary it was: its nodes.conf and its data are
 * there, a majority of the Cluster's primaries call it owner of its slots, and no node of its shard has heard of a later
 * epoch. Nobody else will ever lead while it stands there, so it must.
 */
export function regains(situation: Situation): boolean {
  const { memory, marker, view, node, redis, peers, dataNodes } = situation;
  const me = myself(situation);
  if (memory !== undefined || !marker || marker === 'unknown' || !me || me.primaryId !== undefined || me.slots.length === 0) {
    return false;
  }
  const others = dataNodes.filter((name) => name !== node);
  // One that is empty is so rightly only when those that copied from it are.
  const empty = others.length > 0 && others.every((name) => peers[name]?.redis?.keys === 0);
  return (redis!.keys > 0 || empty) && view.unanimous && view.majority?.node === node
    && view.majority.epoch === me.configEpoch && namedByPrimaries(situation) === '';
}
