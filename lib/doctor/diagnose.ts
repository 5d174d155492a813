import { TopologyKind } from '../model';
import type { DeploymentPlan } from '../plan';
import { dataSetsOf, observedOf, servingPrimary } from './data-sets';
import type { Diagnosis } from './diagnosis';
import { lossesOf } from './losses';
import type { Observation } from './observation';
import { problemsOf } from './problems';
import { namedPrimary } from './quorum';
import { planInForce, regionLosses, regionProblems } from './region-losses';

/** Problems that make any loss unsafe, because something is already going wrong or nobody knows what is right. */
const NEVER_SAFE = [
  'no-majority', 'no-primary-named', 'primary-not-serving', 'second-primary', 'fenced', 'failing-over',
  'cluster-down', 'slots-uncovered', 'slots-moving', 'strangers', 'region-moving', 'region-unproven',
];

/** Is the loss of any one node or failure domain safe right now, and if not, why. Pure. */
export function diagnose(declared: DeploymentPlan, observation: Observation): Diagnosis {
  const plan = planInForce(declared, observation);
  const problems = [...problemsOf(plan, observation), ...regionProblems(plan, observation)];
  const losses = [...lossesOf(plan, observation), ...regionLosses(plan, observation)];
  const serving = servingNodes(plan, observation);
  // Only a primary needs its agent at once: the agent is its fence.
  const alarming = problems.some(({ id, subject }) => NEVER_SAFE.includes(id) || (id === 'agent-down' && serving.includes(subject)));
  return {
    deployment: plan.name,
    safe: losses.every((loss) => loss.safe) && !alarming,
    primary: serving.join(', '),
    problems,
    losses,
  };
}

/** Nodes that serve as primaries with whoever has the say behind them. */
function servingNodes(plan: DeploymentPlan, observation: Observation): string[] {
  if (plan.topology.kind !== TopologyKind.SENTINEL) {
    return dataSetsOf(plan).map((set) => servingPrimary(observedOf(observation, set))?.node).filter((node) => node !== undefined);
  }
  const named = namedPrimary(plan, observation);
  return observation.dataNodes.some((node) => node.node === named && node.reachable && node.role === 'primary') ? [named] : [];
}
