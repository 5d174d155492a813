import type { DeploymentPlan } from '../plan';
import { dataSetsOf, observedOf, servingPrimary } from './data-sets';
import type { Consequence } from './losses';
import { either } from './names';
import type { Observation } from './observation';
import { eligible } from './obstacles';

/**
 * What losing those nodes would mean where nothing fails over by itself. Safe means that no data goes with them and that
 * service can be had back by a command; the outage until somebody gives it is what this topology is.
 */
export function replicationLoss(plan: DeploymentPlan, observation: Observation, lost: string[]): Consequence {
  const nodes = dataSetsOf(plan).flatMap((set) => observedOf(observation, set));
  const serving = servingPrimary(nodes);
  const ready = nodes.filter(({ node }) => !lost.includes(node)).filter((node) => eligible(plan, node)).map(({ node }) => node);
  const { minReplicasToWrite } = plan.settings;
  const reasons = serving ? [] : ['nothing serves even before the loss'];
  if (serving && lost.includes(serving.node)) {
    if (ready.length === 0) {
      reasons.push('no replica in sync would be left');
    } else if (ready.length - 1 < minReplicasToWrite) {
      reasons.push(`the new primary would have ${ready.length - 1} replicas and refuse writes (min-replicas-to-write ${minReplicasToWrite})`);
    }
    return { reasons, outcome: `writes stop until it returns or \`redis-ha failover\` names ${either(ready)}` };
  }
  if (ready.length < minReplicasToWrite) {
    reasons.push(`${ready.length} replicas in bounds would be left and the primary refuses writes (min-replicas-to-write ${minReplicasToWrite})`);
  }
  return { reasons, outcome: `${serving?.node ?? 'the primary'} keeps serving` };
}
