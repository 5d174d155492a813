import { NodeRole, nodesWith, type DeploymentPlan } from '../plan';
import type { Problem } from './diagnosis';
import type { DataNodeObservation, Observation } from './observation';
import { namedPrimary, voters } from './quorum';

/** What stands between a replica and its promotion; empty when nothing does. */
export function obstacles(plan: DeploymentPlan, node: DataNodeObservation): Omit<Problem, 'subject'>[] {
  if (node.refusal !== undefined) {
    return [refused('', node.refusal)];
  }
  if (!node.reachable) {
    return [{ id: 'node-unreachable', reason: 'does not answer', fix: 'start it, or look at its log and network' }];
  }
  const found: Omit<Problem, 'subject'>[] = [];
  const { minReplicasMaxLagSeconds } = plan.settings;
  if (node.loading) {
    found.push({ id: 'loading', reason: 'is still loading its data', fix: 'wait until it has loaded' });
  }
  if (node.syncing) {
    found.push({ id: 'syncing', reason: 'is being filled with a full copy', fix: 'wait until the copy has ended' });
  } else if (!node.linkUp) {
    found.push({ id: 'replica-link-down', reason: 'is not linked to a primary', fix: 'look at its log; its agent points it when it knows where to' });
  } else if (node.lagSeconds > minReplicasMaxLagSeconds) {
    found.push({
      id: 'lag', reason: `is ${node.lagSeconds} s behind, more than the ${minReplicasMaxLagSeconds} s that objectives.rpo allows`,
      fix: 'look for slow disks, a saturated network or a slow command',
    });
  }
  if (node.priority === 0) {
    found.push({
      id: 'priority-zero', reason: 'has replica-priority 0, so no Sentinel promotes it',
      fix: 'wait until its agent has seen it linked; if it stays, look at the agent\'s log',
    });
  }
  return found;
}

function refused(whose: string, refusal: string): Omit<Problem, 'subject'> {
  return {
    id: 'observation-refused', reason: `${whose}answers, but refuses to be observed: ${refusal}`,
    fix: /^NOPERM/.test(refusal)
      ? 'give the user `monitor` the rights the plan lists under users: deploy the plan again, or run ACL LOAD on the node'
      : 'give the present password of the user `monitor`',
  };
}

/** A replica that a failover may promote now. */
export function eligible(plan: DeploymentPlan, node: DataNodeObservation): boolean {
  return node.role === 'replica' && obstacles(plan, node).length === 0;
}

/** Everything that is not as the plan wants it, whatever is lost next. */
export function problemsOf(plan: DeploymentPlan, observation: Observation): Problem[] {
  return [
    ...missing(plan, observation),
    ...primaryProblems(plan, observation),
    ...observation.dataNodes.filter((node) => node.role !== 'primary')
      .flatMap((node) => obstacles(plan, node).map((obstacle) => ({ ...obstacle, subject: node.node }))),
    ...agentProblems(observation),
    ...sentinelProblems(plan, observation),
  ];
}

function missing(plan: DeploymentPlan, observation: Observation): Problem[] {
  const absent = (role: NodeRole, seen: string[], what: string): Problem[] => nodesWith(plan.nodes, role)
    .filter((node) => !seen.includes(node.name))
    .map((node) => ({ id: 'not-observed', subject: node.name, reason: `${what} was not observed`, fix: 'compare plan and bindings' }));
  return [
    ...absent(NodeRole.DATA, observation.dataNodes.map((node) => node.node), 'its Redis'),
    ...absent(NodeRole.SENTINEL, observation.sentinels.map((sentinel) => sentinel.node), 'its Sentinel'),
  ];
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

/** That node is there, but does not say what it is. */
export function refusing(observation: Observation, node: string): boolean {
  return observation.dataNodes.some((one) => one.node === node && one.refusal !== undefined);
}

function agentProblems(observation: Observation): Problem[] {
  return observation.dataNodes.filter((node) => node.reachable && node.agentState === 'unreachable').map((node) => ({
    id: 'agent-down', subject: node.node, reason: 'its agent does not answer: no fence, no handover, no return after a restart',
    fix: 'start the agent, or look at its log',
  }));
}

function sentinelProblems(plan: DeploymentPlan, observation: Observation): Problem[] {
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
