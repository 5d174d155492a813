import { EPOCHS_AHEAD } from '../../region/epochs-ahead';
import type { Situation } from '../situation';
import { isPrimary, memberById, myself } from './members';

/** What a shard lacks whose region has become the active one. */
export interface Activation {
  /** Words for this node's own server. */
  readonly commands: string[][];
  /** Another node of the shard is the one to take over, and its agent answers: nobody else asks for it. */
  readonly leftToAnother: boolean;
}

/** So many failovers may have gone on in a region that was cut off, before its agents stopped them. */
const AHEAD = 16;

const NOTHING: Activation = { commands: [], leftToAnother: false };

/**
 * A region record names the node of each shard that begins as its primary (rule R14). It takes the slots over without a vote,
 * since those who would vote are in the region that was left: the only TAKEOVER there is, and only while a node outside this
 * region owns them. Its epoch is then raised well above theirs, at most to what the record says, so that what that region did
 * while it was cut off does not outrank this one.
 */
export function activation(situation: Situation): Activation {
  const { region, cluster, shard, node, clusterPlaces = [], redis, memory, peers } = situation;
  const { primaries, roleEpoch = 0 } = region?.record ?? {};
  const me = cluster && myself(situation);
  if (!me || primaries === undefined) {
    return NOTHING;
  }
  if (me.primaryId === undefined) {
    return me.slots.length > 0 && me.configEpoch < enough(situation, roleEpoch)
      ? { commands: [['BUMPEPOCH']], leftToAnother: false } : NOTHING;
  }
  const owner = memberById(cluster, me.primaryId);
  const at = owner?.node ?? owner?.was;
  if (clusterPlaces.some((place) => place.node === at)) {
    return NOTHING;
  }
  const named = primaries[String(shard)];
  if (named !== node) {
    return { commands: [], leftToAnother: named !== undefined && peers[named] !== undefined };
  }
  const whole = memory?.state === 'initialised' && memory.clusterId === cluster.myId && redis !== undefined && !redis.loading && !redis.copying;
  return { commands: whole ? [['FAILOVER', 'TAKEOVER']] : [], leftToAnother: false };
}

/** Also by what was known when the region was put in charge: whoever was silent then is forgotten, and its epoch with it. */
function enough(situation: Situation, roleEpoch: number): number {
  return Math.min(roleEpoch, Math.max(elsewhere(situation), roleEpoch - EPOCHS_AHEAD) + AHEAD);
}

/** The highest epoch of a primary, with slots or without by now, that is no node of this region. */
function elsewhere({ cluster, clusterPlaces = [] }: Situation): number {
  const epochs = cluster!.members
    .filter((member) => isPrimary(member) && !clusterPlaces.some(({ node }) => node === (member.node ?? member.was)))
    .map(({ configEpoch }) => configEpoch);
  return Math.max(0, ...epochs);
}
