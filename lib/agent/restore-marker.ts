import { intact } from './data-set';
import type { Desired } from './desired';
import type { Situation } from './situation';

/**
 * The marker outside was emptied under a deployment that has been formed: whoever knows better puts it back, or the next
 * empty volume would be taken for a beginning (rule R4). Known it is by the node that leads, and by most nodes of a data
 * set when they remember the same deployment: one foreign volume does not speak for the others.
 *
 * @returns id to claim it for; undefined when there is nothing to put back, or it is not for this node to say
 */
export function lostMarker(situation: Situation, { phase }: Pick<Desired, 'phase'>): string | undefined {
  const { memory, marker, redis, cluster, view, node, dataNodes, peers } = situation;
  if (marker !== undefined || !memory || !redis || !intact(memory, redis) || (cluster && memory.clusterId !== cluster.myId)) {
    return undefined;
  }
  const leads = phase === 'serving' && redis.role === 'primary' && view.majority?.node === node;
  const same = dataNodes.filter((name) => name === node
    || (peers[name]?.memory?.deploymentId === memory.deploymentId && intact(peers[name].memory, peers[name].redis)));
  return leads || (same.length > 1 && same.length * 2 > dataNodes.length) ? memory.deploymentId : undefined;
}
