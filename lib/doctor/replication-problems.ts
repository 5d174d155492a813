import type { DeploymentPlan } from '../plan';
import { dataSetsOf, observedOf, servingPrimary, toldPrimary } from './data-sets';
import type { Problem } from './diagnosis';
import type { Observation } from './observation';
import { refusing } from './obstacles';

/** What is not as planned where the role marker has the say. */
export function replicationProblems(plan: DeploymentPlan, observation: Observation): Problem[] {
  return dataSetsOf(plan).flatMap((set) => {
    const nodes = observedOf(observation, set);
    const told = toldPrimary(nodes);
    const serving = servingPrimary(nodes);
    const found: Problem[] = [];
    if (told === '') {
      found.push({ id: 'no-primary-named', subject: set.title, reason: 'no primary is named by the role marker, as far as its agents know',
        fix: 'look at the agents\' logs: they say what they wait for' });
    } else if (!serving && !refusing(observation, told)) {
      found.push({ id: 'primary-not-serving', subject: told, reason: 'is named primary, but does not answer as one',
        fix: 'wait for its restart, or run `redis-ha failover`, which shows what may be lost' });
    }
    for (const node of nodes.filter(({ reachable, role, node: name }) => reachable && role === 'primary' && name !== told)) {
      found.push({ id: 'second-primary', subject: node.node, reason: `is primary, but ${told || 'nobody'} is named`,
        fix: 'keep clients away from it; its agent stops its writes and makes it a replica once it reads the role marker' });
    }
    if (serving && serving.minReplicas > plan.settings.minReplicasToWrite) {
      found.push({ id: 'fenced', subject: serving.node, reason: 'its agent has stopped writes: it sees neither the role marker nor a peer (rule R7)',
        fix: 'restore its way to one of them' });
    }
    return found;
  });
}
