import { nodesWith, NodeRole, type DeploymentPlan } from '../../plan';
import type { PeerState } from '../situation';
import type { Standing } from './standing';

/** The plan with every node where it really is: a scheduler places pods, and the plan only says how far apart. */
export function asPlaced(plan: DeploymentPlan, states: Record<string, PeerState>): DeploymentPlan {
  const nodes = plan.nodes.map((node) => ({ ...node, failureDomain: states[node.name]?.domain ?? node.failureDomain }));
  return { ...plan, nodes };
}

/** Moving a primary to a place that nobody knows would be no better than chance. */
export function knownPlaces(plan: DeploymentPlan, states: Record<string, PeerState>, at: Standing): Standing {
  const unknown = nodesWith(plan.nodes, NodeRole.DATA).map(({ name }) => name)
    .filter((name) => states[name]?.domain === undefined);
  return at.unwell !== '' || unknown.length === 0 ? at
    : { sets: [], unwell: `the zone of ${unknown.join(', ')} is not known: pods bear it as a label from Kubernetes 1.35 on` };
}
