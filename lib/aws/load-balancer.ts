import { InvalidInput } from '../model';
import { TLS_PORTS, type DeploymentPlan } from '../plan';
import { clientPorts } from './ingress';

/** Ports of the listeners for readers; the writers' are the data nodes' own. None is both, so that all four fit side by side. */
export const REPLICAS_PORTS = { plaintext: 6381, tls: 6382 } as const;

/**
 * Health checks of a Network Load Balancer, as fast as it allows: interval from 5 s, timeout from 2 s, thresholds from 2.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
 */
export const HEALTH_CHECK = { intervalSeconds: 5, timeoutSeconds: 2, healthyThreshold: 2, unhealthyThreshold: 2 } as const;

/**
 * What every target group has, besides its health checks. Client addresses are not preserved: the nodes then need to let in the
 * load balancer only, a client on a node can reach that node through it, and two connections of one client through two zones
 * cannot collide on a target. Whoever was taken out may be a former primary: its connections end at once.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html
 */
export const TARGET_GROUP = {
  preserveClientIp: false,
  connectionTermination: true,
  deregistrationSeconds: 0,
  unhealthyConnectionTermination: true,
  healthyCodes: '200',
} as const;

/**
 * A role that changes just after a check is seen by the second one after it; targets of both directions are checked at
 * the same pace, so the old one leaves when the new one comes.
 */
export const DETECTION_SECONDS = HEALTH_CHECK.intervalSeconds * HEALTH_CHECK.unhealthyThreshold + HEALTH_CHECK.timeoutSeconds;

/** One listener: which nodes it is for is what their agents answer. */
export interface Listener {
  /** `Primary` or `Replicas`, those with TLS `PrimaryTls` and `ReplicasTls`: for life, whatever else there is. */
  readonly id: string;
  readonly port: number;
  /** Port of the data nodes. */
  readonly targetPort: number;
  /** Path on the agent's port that answers 200 on the right nodes. */
  readonly path: string;
}

/** A port that a load balancer reaches on data nodes, and for what. */
export interface BalancedPort {
  readonly port: number;
  readonly what: string;
}

/** What a load balancer and the data nodes open to each other. */
export function balancedPorts(plan: DeploymentPlan): BalancedPort[] {
  return [...clientPorts(plan, 'redis').map((port) => ({ port, what: 'to data nodes' })), { port: plan.ports.agent, what: 'health checks' }];
}

/** @param readers whether there are some for readers */
export function listenersOf(plan: DeploymentPlan, readers: boolean): Listener[] {
  return clientPorts(plan, 'redis').flatMap((targetPort) => {
    const [suffix, readersPort] = targetPort === TLS_PORTS.redis ? ['Tls', REPLICAS_PORTS.tls] : ['', REPLICAS_PORTS.plaintext];
    return [
      { id: `Primary${suffix}`, port: targetPort, targetPort, path: '/primary' },
      ...(readers ? [{ id: `Replicas${suffix}`, port: readersPort, targetPort, path: '/replica' }] : []),
    ];
  });
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
