import { isIPv6 } from 'node:net';
import { clusterTransportSettings } from '../../config';
import { TopologyKind } from '../../model';
import {
  nodesSpeakTls, PLAINTEXT_PORTS, redisListeners, replicationPort, TLS_PORTS, type DeploymentPlan, type Listeners,
} from '../../plan';
import { parseClusterNodes, parseInfo, parsePairs, type RedisLink } from '../../redis';

/** How a running Redis listens and speaks to other nodes. */
export interface RedisTransport extends Listeners {
  /** It copies over TLS. */
  readonly tls: boolean;
  /** Its bus is TLS; false where there is none. */
  readonly tlsBus: boolean;
  /** Port that it tells its primary and its Sentinels. */
  readonly announced: number;
  /** Whom it copies from; absent on a primary. */
  readonly source?: { readonly host: string; readonly port: number };
}

export async function readTransport(redis: RedisLink): Promise<RedisTransport> {
  const [pairs, info] = await Promise.all([
    redis.call('CONFIG', 'GET', 'port', 'tls-port', 'tls-replication', 'tls-cluster', 'replica-announce-port').then(parsePairs),
    redis.call('INFO', 'replication').then((text) => parseInfo(String(text))),
  ]);
  return {
    port: Number(pairs.port ?? 0),
    tlsPort: Number(pairs['tls-port'] ?? 0),
    tls: pairs['tls-replication'] === 'yes',
    tlsBus: pairs['tls-cluster'] === 'yes',
    announced: Number(pairs['replica-announce-port'] ?? 0),
    ...(info.role === 'slave' ? { source: { host: info.master_host ?? '', port: Number(info.master_port) } } : {}),
  };
}

/** Whether it listens wherever the plan wants. */
export function isOpen(now: Listeners, plan: DeploymentPlan): boolean {
  const { port, tlsPort } = redisListeners(plan);
  return (port === 0 || now.port === port) && (tlsPort === 0 || now.tlsPort === tlsPort);
}

/** Whether it listens where the plan does not want it any longer. */
export function isTooOpen(now: Listeners, plan: DeploymentPlan): boolean {
  const { port, tlsPort } = redisListeners(plan);
  return now.port !== port || now.tlsPort !== tlsPort;
}

/** Whether it speaks to other nodes as the plan wants. */
export function hasMoved(now: RedisTransport, plan: DeploymentPlan): boolean {
  const tls = nodesSpeakTls(plan);
  return now.tls === tls && now.announced === replicationPort(plan)
    && (plan.topology.kind !== TopologyKind.CLUSTER || now.tlsBus === tls);
}

/** Opens what the plan wants, beside what is open; with TLS the certificates are (again) read at once. */
export async function openPorts(
  redis: RedisLink, now: Listeners, plan: DeploymentPlan, certificates: Record<string, string>,
): Promise<void> {
  const { port, tlsPort } = redisListeners(plan);
  const wanted = {
    ...certificates,
    ...(port !== 0 && now.port !== port ? { port: String(port) } : {}),
    ...(tlsPort !== 0 && now.tlsPort !== tlsPort ? { 'tls-port': String(tlsPort) } : {}),
  };
  if (Object.keys(wanted).length > 0) {
    await redis.call('CONFIG', 'SET', ...Object.entries(wanted).flat());
  }
}

/** Has it speak to other nodes as the plan wants. A Cluster's nodes follow where the others say they are. */
export async function move(redis: RedisLink, plan: DeploymentPlan): Promise<void> {
  const settings = {
    'tls-replication': nodesSpeakTls(plan) ? 'yes' : 'no',
    'replica-announce-port': String(replicationPort(plan)),
    ...(plan.topology.kind === TopologyKind.CLUSTER ? clusterTransportSettings(plan) : {}),
  };
  await redis.call('CONFIG', 'SET', ...Object.entries(settings).flat());
}

/**
 * Has a replica copy at the port that fits how it speaks: it takes up where it was. Whoever told it where to go may have
 * meant the other one.
 *
 * @returns whether it had to
 */
export async function followAtRightPort(
  redis: RedisLink, { source, tls }: RedisTransport, { topology }: Pick<DeploymentPlan, 'topology'>,
): Promise<boolean> {
  const [right, wrong] = tls ? [TLS_PORTS.redis, PLAINTEXT_PORTS.redis] : [PLAINTEXT_PORTS.redis, TLS_PORTS.redis];
  if (source === undefined || source.port !== wrong) {
    return false;
  }
  if (topology.kind !== TopologyKind.CLUSTER) {
    await redis.call('REPLICAOF', source.host, right);
    return true;
  }
  // A node that was given up for a moment had its new port from gossip, which has no replica link anew.
  const nodes = parseClusterNodes(String(await redis.call('CLUSTER', 'NODES')));
  const primary = nodes.find(({ flags }) => flags.includes('myself'))?.primaryId;
  if (primary === undefined) {
    return false;
  }
  await redis.call('CLUSTER', 'REPLICATE', primary);
  return true;
}

/**
 * Closes what the plan does not want, and every connection there.
 *
 * @param addresses at which it may have been reached
 */
export async function closePorts(
  redis: RedisLink, now: Listeners, plan: DeploymentPlan, addresses: string[],
): Promise<number[]> {
  const { port, tlsPort } = redisListeners(plan);
  const settings = {
    ...(now.port === port ? {} : { port: String(port) }),
    ...(now.tlsPort === tlsPort ? {} : { 'tls-port': String(tlsPort) }),
    ...(plan.topology.kind === TopologyKind.CLUSTER ? clusterTransportSettings(plan) : {}),
  };
  await redis.call('CONFIG', 'SET', ...Object.entries(settings).flat());
  const closed = [...(now.port === port ? [] : [now.port]), ...(now.tlsPort === tlsPort ? [] : [now.tlsPort])];
  for (const address of addresses) {
    for (const each of closed.filter((gone) => gone !== 0)) {
      await redis.call('CLIENT', 'KILL', 'LADDR', `${isIPv6(address) ? `[${address}]` : address}:${each}`);
    }
  }
  return closed;
}
