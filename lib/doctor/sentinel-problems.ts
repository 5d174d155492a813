import type { DeploymentPlan } from '../plan';
import type { Problem } from './diagnosis';
import type { Observation } from './observation';
import { refused, refusing } from './obstacles';
import { namedPrimary, voters } from './quorum';

/** What is not as planned where Sentinels have the say. */
export function sentinelProblems(plan: DeploymentPlan, observation: Observation): Problem[] {
  return [...primaryProblems(plan, observation), ...voterProblems(plan, observation)];
}

function primaryProblems(plan: DeploymentPlan, observation: Observation): Problem[] {
  const named = namedPrimary(plan, observation);
  const primaries = observation.dataNodes.filter((node) => node.reachable && node.role === 'primary');
  const found: Problem[] = [];
  if (named === '') {
    found.push({
      id: 'no-majority', subject: 'deployment', reason: 'no Sentinel majority names a primary',
      fix: `bring Sentinels back until ${Math.floor(plan.topology.sentinels / 2) + 1} of ${plan.topology.sentinels} answer and agree`,
    });
  } else if (!primaries.some((node) => node.node === named) && !refusing(observation, named)) {
    found.push({ id: 'primary-not-serving', subject: named, reason: 'the Sentinels name it, but it does not answer as primary',
      fix: 'wait for the failover or for its restart; then run doctor again' });
  }
  for (const node of primaries.filter((candidate) => candidate.node !== named)) {
    found.push({ id: 'second-primary', subject: node.node, reason: `is primary without a Sentinel majority behind it${named ? ` (that names ${named})` : ''}`,
      fix: 'keep clients away from it; its agent stops its writes and makes it a replica once it sees a majority' });
  }
  const serving = primaries.find((node) => node.node === named);
  if (serving && serving.minReplicas > plan.settings.minReplicasToWrite) {
    found.push({ id: 'fenced', subject: serving.node, reason: 'its agent has stopped writes, because it sees no Sentinel majority (rule R7)',
      fix: 'restore its way to the Sentinels' });
  }
  return found;
}

function voterProblems(plan: DeploymentPlan, observation: Observation): Problem[] {
  const { sentinels, replicas, quorum } = plan.topology;
  const named = namedPrimary(plan, observation);
  const found: Problem[] = [];
  for (const sentinel of observation.sentinels.filter((one) => !one.reachable)) {
    const silent = { id: 'sentinel-unreachable', reason: 'its Sentinel does not answer', fix: 'start it, or look at its log and network' };
    found.push({ ...(sentinel.refusal === undefined ? silent : refused('its Sentinel ', sentinel.refusal)), subject: sentinel.node });
  }
  for (const sentinel of observation.sentinels.filter((one) => one.reachable)) {
    const add = (id: string, reason: string, fix: string): void => { found.push({ id, subject: sentinel.node, reason, fix }); };
    if (sentinel.names === '') {
      add('sentinel-blind', `its Sentinel watches no "${plan.topology.masterName}"`, 'wait for its agent to set it up (rule R10)');
      continue;
    }
    if (named !== '' && sentinel.names !== named) {
      add('sentinel-disagrees', `its Sentinel names ${sentinel.names}, the majority ${named}`, 'wait for it to hear of the failover');
    }
    if (sentinel.knownSentinels < sentinels) {
      add('sentinel-few-peers', `its Sentinel knows ${sentinel.knownSentinels} of ${sentinels} Sentinels`, 'check that Sentinels reach each other');
    } else if (sentinel.knownSentinels > sentinels) {
      add('sentinel-ghosts', `its Sentinel counts ${sentinel.knownSentinels} Sentinels, ${sentinels} are configured, so majorities are harder to get`,
        `run SENTINEL RESET ${plan.topology.masterName} on one Sentinel after the other, 30 s apart`);
    }
    if (sentinel.knownReplicas < replicas) {
      add('sentinel-few-replicas', `its Sentinel knows ${sentinel.knownReplicas} of ${replicas} replicas, so it might pass over the best`,
        'wait for its next INFO, or bring the missing replica back');
    }
    if (sentinel.quorum !== quorum) {
      add('sentinel-quorum', `its Sentinel uses quorum ${sentinel.quorum}, the plan says ${quorum}`, 'wait for its agent to apply the plan');
    }
    if (sentinel.failingOver) {
      add('failing-over', 'its Sentinel calls the primary down or is failing over', 'wait until that has ended');
    }
  }
  const epochs = new Set(voters(observation).map((sentinel) => sentinel.epoch));
  if (epochs.size > 1) {
    found.push({ id: 'epochs-differ', subject: 'deployment', reason: `Sentinels are at epochs ${[...epochs].sort((a, b) => a - b).join(', ')}`,
      fix: 'wait for the news of the last failover to spread' });
  }
  return found;
}
