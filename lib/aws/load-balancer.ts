import { InvalidInput } from '../model';
import type { DeploymentPlan } from '../plan';

/** Port of the listener for readers; the writers' is the data nodes' own. */
export const REPLICAS_PORT = 6380;

/**
 * Health checks of a Network Load Balancer, as fast as it allows: interval from 5 s, timeout from 2 s, thresholds from 2.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
 */
export const HEALTH_CHECK = { intervalSeconds: 5, timeoutSeconds: 2, healthyThreshold: 2, unhealthyThreshold: 2 } as const;

/**
 * A role that changes just after a check is seen by the second one after it; targets of both directions are checked at
 * the same pace, so the old one leaves when the new one comes.
 */
export const DETECTION_SECONDS = HEALTH_CHECK.intervalSeconds * HEALTH_CHECK.unhealthyThreshold + HEALTH_CHECK.timeoutSeconds;

/** One listener: which nodes it is for is what their agents answer. */
export interface Listener {
  /** `Primary` or `Replicas`. */
  readonly id: string;
  readonly port: number;
  /** Path on the agent's port that answers 200 on the right nodes. */
  readonly path: string;
}

/** @param readers whether there is one for readers */
export function listenersOf(plan: DeploymentPlan, readers: boolean): Listener[] {
  return [
    { id: 'Primary', port: plan.ports.redis, path: '/primary' },
    ...(readers ? [{ id: 'Replicas', port: REPLICAS_PORT, path: '/replica' }] : []),
  ];
}

/**
 * @throws InvalidInput when a client behind the load balancer could be down for longer than `objectives.rto` allows,
 * even where nothing else goes wrong
 */
export function requireTimeForLoadBalancer(plan: DeploymentPlan): void {
  const { rtoSeconds } = plan.objectives;
  const needed = Math.ceil(plan.promise.rto.worstSeconds + DETECTION_SECONDS);
  if (rtoSeconds < needed) {
    throw new InvalidInput('loadBalancer',
      `objectives.rto is ${rtoSeconds} s, but a load balancer notices a new primary up to ${DETECTION_SECONDS} s after a failover, `
        + `which itself may take ${plan.promise.rto.worstSeconds} s`,
      `leave loadBalancer out and use clients that ask the Sentinels, or give objectives.rto at least ${needed} s`);
  }
}
