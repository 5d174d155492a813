import type { DeploymentPlan } from '../plan';
import type { Diagnosis } from './diagnosis';
import { lossesOf } from './losses';
import type { Observation } from './observation';
import { problemsOf } from './problems';
import { namedPrimary } from './quorum';

/** Problems that make any loss unsafe, because something is already going wrong or nobody knows what is right. */
const NEVER_SAFE = ['no-majority', 'primary-not-serving', 'second-primary', 'fenced', 'failing-over'];

/** Is the loss of any one node or failure domain safe right now, and if not, why. Pure. */
export function diagnose(plan: DeploymentPlan, observation: Observation): Diagnosis {
  const problems = problemsOf(plan, observation);
  const losses = lossesOf(plan, observation);
  const named = namedPrimary(plan, observation);
  const serving = observation.dataNodes.some((node) => node.node === named && node.reachable && node.role === 'primary');
  // Only the primary needs its agent at once: the agent is its fence.
  const alarming = problems.some(({ id, subject }) => NEVER_SAFE.includes(id) || (id === 'agent-down' && subject === named));
  return {
    deployment: plan.name,
    safe: losses.every((loss) => loss.safe) && !alarming,
    primary: serving ? named : '',
    problems,
    losses,
  };
}
