import type { Desired } from './desired';
import type { Memory } from './memory';
import type { Situation } from './situation';

/**
 * What the node that is to lead does before it may: its server has loaded the whole backup, and it remembers so. Counted
 * is what was in the snapshot, because a server that is nobody's replica may have dropped keys that have expired since.
 *
 * @returns undefined when there is nothing to restore or it has been found whole: go on
 */
export function decideRestored(situation: Situation, memory: Memory): Desired | undefined {
  const { restore, redis } = situation;
  if (!restore || memory.restored === restore.backup) {
    return undefined;
  }
  const shut = { eligible: false, writable: false, copyable: false };
  const objection = seedingObjection(situation);
  if (objection !== '') {
    return { phase: 'refusing', reason: objection, ...shut };
  }
  const wanted = restore.seeded!.keys;
  const loaded = redis!.loadedKeys ?? redis!.keys;
  if (wanted !== undefined && loaded !== wanted) {
    return {
      phase: 'refusing', ...shut,
      reason: `the backup ${restore.backup} has ${wanted} keys here and Redis has loaded ${loaded}: this deployment is not begun `
        + 'with a part of it; empty this node\'s volume, and it is seeded again',
    };
  }
  return {
    phase: 'forming', reason: `the backup ${restore.backup} is loaded: ${loaded} keys`, ...shut,
    remember: { ...memory, restored: restore.backup },
  };
}

/** Why what is in this node's Redis directory is not what the deployment is to begin with; empty when it is. */
function seedingObjection({ restore, shard = 1, clusterPlaces = [] }: Situation): string {
  const { backup, seeded } = restore!;
  const again = 'empty this node\'s volume, and it is seeded';
  if (!seeded) {
    return `this deployment is to begin with the backup ${backup}, and this node was not seeded with it: ${again}`;
  }
  if (seeded.backup !== backup) {
    return `this deployment is to begin with the backup ${backup}, and this node was seeded with ${seeded.backup}: ${again} again`;
  }
  const shards = Math.max(1, new Set(clusterPlaces.map((place) => place.shard)).size);
  return seeded.shard === shard && seeded.shards === shards ? ''
    : `this node was seeded as shard ${seeded.shard} of ${seeded.shards} and is shard ${shard} of ${shards}: ${again} again`;
}

/** Why Redis is not up yet, for people. */
export function notUpYet({ restore }: Situation): Desired {
  const status = restore?.status;
  if (!status) {
    return { phase: 'forming', reason: 'Redis is not up yet' };
  }
  return status.state === 'seeding'
    ? { phase: 'forming', reason: `seeding with the backup ${restore.backup}: ${status.detail}` }
    : { phase: status.state === 'refused' ? 'refusing' : 'waiting', reason: `not seeded with the backup ${restore.backup}: ${status.detail}` };
}
