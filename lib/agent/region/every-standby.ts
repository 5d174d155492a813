import type { Desired } from '../desired';
import type { Situation } from '../situation';

/**
 * What keeps a node of a standby region from copying in every topology: a volume of another deployment, or a Redis that does
 * not answer.
 *
 * @param still what it does meanwhile
 * @param hangsAfterSeconds one that hangs as the primary of a region that was replaced is killed then: it may wake and
 *   acknowledge what waits in its sockets (rule R7)
 * @returns undefined when nothing does
 */
export function keptFromCopying(
  { memory, marker, redis, unresponsive, now }: Situation, still: Desired, hangsAfterSeconds: number,
): Desired | undefined {
  if (memory?.state === 'initialised' && marker && marker !== 'unknown' && marker.deploymentId !== memory.deploymentId) {
    return {
      ...still, phase: 'refusing',
      reason: `this volume belongs to deployment ${memory.deploymentId}, its region to ${marker.deploymentId}: attach the right one, or empty it`,
    };
  }
  if (redis) {
    return undefined;
  }
  const replaced = memory?.role === 'primary' && unresponsive !== undefined && now - unresponsive.since > hangsAfterSeconds * 1000;
  return replaced ? { ...still, reason: 'hanging as a primary whose region was replaced', killRedis: true }
    : { ...still, reason: 'Redis does not answer' };
}

/** Refuses to copy over the data of another deployment. @returns undefined when the primary is of this one, or nobody knows */
export function primaryOfAnother(
  { memory, remote = {} }: Situation, primary: string | undefined, still: Desired,
): Desired | undefined {
  const theirs = primary === undefined ? undefined : remote[primary]?.memory;
  return memory?.state === 'initialised' && theirs && theirs.deploymentId !== memory.deploymentId ? {
    ...still, phase: 'refusing',
    reason: `${primary} is of deployment ${theirs.deploymentId}, this volume of ${memory.deploymentId}: empty it so that it copies`,
  } : undefined;
}

/** A region's own marker is claimed for the deployment that its nodes copy. */
export function claimed({ memory, marker }: Situation): Pick<Desired, 'claim'> {
  return memory?.state === 'initialised' && marker === undefined ? { claim: memory.deploymentId } : {};
}
