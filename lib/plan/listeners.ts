import { TopologyKind, Transport } from '../model';
import type { DeploymentPlan } from './deployment-plan';

/** Where a server listens, by the engine's settings. A port of 0 is none. */
export interface Listeners {
  readonly port: number;
  readonly tlsPort: number;
}

/** Where the data servers of a plan listen. */
export function redisListeners({ transport, ports }: Pick<DeploymentPlan, 'transport' | 'ports'>): Listeners {
  return transport === Transport.TLS ? { port: 0, tlsPort: ports.redis } : { port: ports.redis, tlsPort: ports.redisTls ?? 0 };
}

/** Where the Sentinels of a plan listen. */
export function sentinelListeners({ transport, ports }: Pick<DeploymentPlan, 'transport' | 'ports'>): Listeners {
  return transport === Transport.TLS ? { port: 0, tlsPort: ports.sentinel }
    : { port: ports.sentinel, tlsPort: ports.sentinelTls ?? 0 };
}

/**
 * Whether the nodes speak TLS among themselves. A Cluster does so as soon as it has certificates: before 7.2 a node only
 * tells the others of its port for TLS while its bus is TLS, and clients that speak TLS would be sent to the other one.
 */
export function nodesSpeakTls({ transport, topology }: Pick<DeploymentPlan, 'transport' | 'topology'>): boolean {
  return transport === Transport.TLS || (transport === Transport.BOTH && topology.kind === TopologyKind.CLUSTER);
}

/** Port at which the data servers of a plan copy from and move keys to each other. */
export function replicationPort(plan: DeploymentPlan): number {
  const { port, tlsPort } = redisListeners(plan);
  return nodesSpeakTls(plan) ? tlsPort : port;
}
