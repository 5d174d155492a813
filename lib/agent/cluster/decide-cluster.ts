import type { Desired } from '../desired';
import { formedByOthers } from '../heard';
import { joinForming } from '../sentinel/decide-forming';
import { notUpYet } from '../restored';
import type { Situation } from '../situation';
import { decideForming } from './decide-forming';
import { decideMember } from './decide-member';
import { decideSilent } from './decide-silent';
import { joinCluster } from './join-cluster';
import { becomeOwner } from './become-owner';
import { myself } from './members';

/** The rules where the Cluster itself has the say. */
export function decideCluster(situation: Situation): Desired {
  const { memory, marker, redis, cluster } = situation;
  if (memory?.state === 'initialised') {
    if (marker && marker !== 'unknown' && marker.deploymentId !== memory.deploymentId) {
      return refuse(`this volume belongs to deployment ${memory.deploymentId}, not to ${marker.deploymentId}: `
        + 'attach the right one, or empty it so that it copies from its shard');
    }
    if (!redis) {
      return decideSilent(situation, memory);
    }
    if (redis.loading || !cluster) {
      return { phase: 'waiting', reason: 'loading its data set' };
    }
    return memory.clusterId === cluster.myId ? decideMember(situation, memory) : joinCluster(situation);
  }
  if (marker === 'unknown') {
    return { phase: 'waiting', reason: 'the marker outside the volumes cannot be read' };
  }
  const byOthers = formedByOthers(situation);
  const formedElsewhere = marker !== undefined || byOthers;
  if (!memory && !formedElsewhere) {
    return joinForming(situation);
  }
  if (!redis || redis.loading || !cluster) {
    return formedElsewhere ? { phase: 'waiting', reason: 'Redis is not up yet' } : notUpYet(situation);
  }
  if (memory && !marker && !byOthers) {
    return decideForming(situation, memory);
  }
  // Formed just now, or long ago by others: who owns slots goes on with them, who does not joins its shard.
  const mine = memory !== undefined && marker && marker.deploymentId === memory.deploymentId;
  const owns = (myself(situation)?.slots.length ?? 0) > 0;
  return mine && owns ? becomeOwner(situation, memory.deploymentId) : joinCluster(situation);
}

function refuse(reason: string): Desired {
  return { phase: 'refusing', reason, eligible: false, writable: false, copyable: false };
}
