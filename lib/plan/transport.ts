import { InvalidInput, TopologyKind, Transport, type DeploymentSpec } from '../model';
import type { DeploymentPlan, PlanPorts, PlanTls } from './deployment-plan';

export const PLAINTEXT_PORTS = { redis: 6379, sentinel: 26379 };
export const TLS_PORTS = { redis: 6380, sentinel: 26380 };

/** Where the servers of a deployment listen. */
export function portsOf(transport: Transport, kind: TopologyKind): PlanPorts {
  const own = transport === Transport.TLS ? TLS_PORTS : PLAINTEXT_PORTS;
  return {
    ...own,
    ...(transport === Transport.BOTH ? { redisTls: TLS_PORTS.redis, sentinelTls: TLS_PORTS.sentinel } : {}),
    agent: 8379,
    ...(kind === TopologyKind.CLUSTER ? { bus: 16379 } : {}),
  };
}

/**
 * Ports by which data servers of a deployment may be named, by Sentinels or each other: while its transport changes, those
 * of before, too.
 */
export function dataPorts({ ports }: DeploymentPlan): number[] {
  return [...new Set([ports.redis, ports.redisTls ?? ports.redis, PLAINTEXT_PORTS.redis, TLS_PORTS.redis])];
}

/**
 * How the nodes prove who they are; undefined in plaintext.
 *
 * @throws InvalidInput for a server name that is no DNS name
 */
export function tlsOf(
  { name, transport, tlsServerName, requireClientCertificates }:
  Pick<DeploymentSpec, 'name' | 'transport' | 'tlsServerName' | 'requireClientCertificates'>,
): PlanTls | undefined {
  if (transport === undefined || transport === Transport.PLAINTEXT) {
    return undefined;
  }
  const serverName = tlsServerName ?? `${name}.redis-ha`;
  // An IP address would never be asked for by its name (SNI), and a wildcard is no name.
  if (serverName.length > 253 || !/^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(serverName)) {
    throw new InvalidInput('tlsServerName', `got "${serverName}"`, 'use a DNS name in lower case, for example "orders.redis-ha"');
  }
  return { serverName, clientCertificates: requireClientCertificates ? 'required' : 'optional' };
}
