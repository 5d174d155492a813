import { networkOf, type Network, type NodeConfig } from '../config';
import { UserName } from '../model';
import { nodesWith, NodeRole } from '../plan';
import { RedisLink } from '../redis';
import type { Deployment } from './deployment';

/** An agent's connections: to its own Redis, the other data nodes and every Sentinel. */
export interface Links {
  readonly network: Network;
  /** Data servers by node name. */
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
  { plan, bindings, formerly = {} }: Omit<Deployment, 'self'>, config: NodeConfig, secrets: Record<string, string>,
): Links {
  const network = networkOf(config, bindings.addresses[config.node]!);
  const open = (node: string, port: number): RedisLink => new RedisLink({
    host: node === config.node ? network.local : bindings.addresses[node]!,
    port,
    username: UserName.AGENT,
    password: secrets[UserName.AGENT]!,
    localAddress: network.source,
    timeoutMs: TIMEOUT_MS,
  });
  const all = (role: NodeRole, port: number): Map<string, RedisLink> =>
    new Map(nodesWith(plan.nodes, role).map(({ name }) => [name, open(name, port)]));
  const redis = all(NodeRole.DATA, plan.ports.redis);
  const sentinels = all(NodeRole.SENTINEL, plan.ports.sentinel);
  const names = new Map(Object.entries(bindings.addresses).map(([name, host]) => [`${host}:${plan.ports.redis}`, name]));
  return {
    network,
    redis,
    sentinels,
    nodeAt: (host, port) => names.get(`${host}:${port}`),
    meantBy: (host, port) => names.get(`${host}:${port}`) ?? (port === plan.ports.redis ? formerly[host] : undefined),
    close: () => [...redis.values(), ...sentinels.values()].forEach((link) => link.close()),
  };
}
