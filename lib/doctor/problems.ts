import { NodeRole, nodesWith, type DeploymentPlan } from '../plan';
import { TopologyKind } from '../model';
import { clusterProblems } from './cluster-problems';
import type { Problem } from './diagnosis';
import type { Observation } from './observation';
import { obstacles } from './obstacles';
import { replicationProblems } from './replication-problems';
import { sentinelProblems } from './sentinel-problems';

/** Everything that is not as the plan wants it, whatever is lost next. */
export function problemsOf(plan: DeploymentPlan, observation: Observation): Problem[] {
  return [
    ...missing(plan, observation),
    ...authorityProblems(plan, observation),
    ...observation.dataNodes.filter((node) => node.role !== 'primary')
      .flatMap((node) => obstacles(plan, node).map((obstacle) => ({ ...obstacle, subject: node.node }))),
    ...agentProblems(observation),
  ];
}

function authorityProblems(plan: DeploymentPlan, observation: Observation): Problem[] {
  switch (plan.topology.kind) {
    case TopologyKind.CLUSTER:
      return clusterProblems(plan, observation);
    case TopologyKind.REPLICATION:
      return replicationProblems(plan, observation);
    default:
      return sentinelProblems(plan, observation);
  }
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

function agentProblems(observation: Observation): Problem[] {
  return observation.dataNodes.filter((node) => node.reachable && node.agentState === 'unreachable').map((node) => ({
    id: 'agent-down', subject: node.node, reason: 'its agent does not answer: no fence, no handover, no return after a restart',
    fix: 'start the agent, or look at its log',
  }));
}
