import { networkOf, type Network, type NodeConfig } from '../config';
import { UserName } from '../model';
import {
  allNodes, dataPorts, nodesWith, NodeRole, redisListeners, sentinelListeners, tlsTo, type DeploymentPlan, type Listeners,
  type PlanNode,
} from '../plan';
import { RedisLink, type LinkOptions } from '../redis';
import type { OwnCertificates } from './certificates/own-certificates';
import type { Deployment } from './deployment';

/** An agent's connections: to its own Redis, the other data nodes and every Sentinel. */
export interface Links {
  readonly network: Network;
  /** Data servers by node name, those of the other region included. */
  readonly redis: Map<string, RedisLink>;
  readonly sentinels: Map<string, RedisLink>;
  /** Node that has this data address. */
  readonly nodeAt: (host: string, port: number) => string | undefined;
  /** Node that a Sentinel means by this data address: it may not have heard yet of an address that changed. */
  readonly meantBy: (host: string, port: number) => string | undefined;
  close(): void;
}

/** A server that does not answer within this is treated as silent. */
const TIMEOUT_MS = 600;

export function openLinks(
  { plan, bindings, formerly = {}, certificates }: Omit<Deployment, 'self'>, config: NodeConfig, secrets: Record<string, string>,
): Links {
  const network = networkOf(config, bindings.addresses[config.node]!);
  const open = (node: string, listeners: Listeners): RedisLink => new RedisLink({
    host: node === config.node ? network.local : bindings.addresses[node]!,
    ...waysTo(plan, listeners, certificates),
    username: UserName.AGENT,
    password: secrets[UserName.AGENT]!,
    localAddress: network.source,
    timeoutMs: TIMEOUT_MS,
  });
  const all = (nodes: PlanNode[], role: NodeRole, listeners: Listeners): Map<string, RedisLink> =>
    new Map(nodesWith(nodes, role).filter(({ name }) => bindings.addresses[name])
      .map(({ name }) => [name, open(name, listeners)]));
  const redis = all(allNodes(plan), NodeRole.DATA, redisListeners(plan));
  const sentinels = all(plan.nodes, NodeRole.SENTINEL, sentinelListeners(plan));
  const ports = dataPorts(plan);
  const names = new Map(Object.entries(bindings.addresses)
    .flatMap(([name, host]) => ports.map((port) => [`${host}:${port}`, name] as const)));
  return {
    network,
    redis,
    sentinels,
    nodeAt: (host, port) => names.get(`${host}:${port}`),
    meantBy: (host, port) => names.get(`${host}:${port}`) ?? (ports.includes(port) ? formerly[host] : undefined),
    close: () => [...redis.values(), ...sentinels.values()].forEach((link) => link.close()),
  };
}

/** Port and transport; on the way from one transport to the other whichever is open. */
export function waysTo(
  { tls, name }: DeploymentPlan, { port, tlsPort }: Listeners, certificates?: OwnCertificates,
): Pick<LinkOptions, 'port' | 'tls' | 'otherwise'> {
  if (tls === undefined || tlsPort === 0) {
    return { port };
  }
  // At each connection those of that moment.
  const proven = { port: tlsPort, tls: () => tlsTo({ name, tls }, certificates?.current) };
  return port === 0 ? proven : { port, otherwise: proven };
}
