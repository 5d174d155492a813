import type { DeploymentPlan } from '../plan';
import type { Observation, SentinelObservation } from './observation';

/**
 * Sentinels that must be left for a failover: enough to call the primary down, and a majority to elect a
 * leader. Sentinel counts that majority over all it has ever heard of, so ghosts raise it.
 */
export function votesNeeded(plan: DeploymentPlan, observation: Observation): number {
  const counted = Math.max(plan.topology.sentinels, ...voters(observation).map((sentinel) => sentinel.knownSentinels));
  return Math.max(plan.topology.quorum, Math.floor(counted / 2) + 1);
}

export function majorityOf(plan: DeploymentPlan): number {
  return Math.floor(plan.topology.sentinels / 2) + 1;
}

/** The node that a majority of the configured Sentinels names; empty when there is none. */
export function namedPrimary(plan: DeploymentPlan, observation: Observation): string {
  const votes = new Map<string, number>();
  for (const { names } of voters(observation)) {
    votes.set(names, (votes.get(names) ?? 0) + 1);
  }
  return [...votes].find(([, count]) => count >= majorityOf(plan))?.[0] ?? '';
}

/** Sentinels that answer and know a primary. */
export function voters(observation: Observation): SentinelObservation[] {
  return observation.sentinels.filter((sentinel) => sentinel.reachable && sentinel.names !== '');
}
