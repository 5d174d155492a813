import type { Lab, LabNode } from '../lab/lab';
import { TopologyKind, Transport, UserName } from '../model';
import { tlsTo, type ConnectionTls, type DeploymentPlan } from '../plan';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where the primary is now, as a health-checked name would say. Rejects while there is none. */
export type FindAddress = () => Promise<Address>;

/** What clients are told: where to ask for the primary, and who they are. */
export interface DrillTarget {
  readonly kind: TopologyKind;
  readonly masterName: string;
  readonly sentinels: Address[];
  /** Addresses of the data nodes. */
  readonly dataHosts: string[];
  readonly redisPort: number;
  /** Port of the data nodes that Sentinels and the Cluster tell, where it is another one than clients are to use. */
  readonly announcedPort?: number;
  /** How servers and Sentinels are known; absent in plaintext. */
  readonly tls?: ConnectionTls;
  /** Address to node name. */
  readonly nodeOf: Record<string, string>;
  /** Node name to its shard; empty where there is one data set only. */
  readonly shardOf: Record<string, number>;
  readonly find: FindAddress;
  /** Clients go through this load balancer. */
  readonly proxy?: Address;
  /** Absent where there are no users. */
  readonly username?: string;
  readonly password?: string;
}

/**
 * @param transport over which clients come; where nodes serve both they may choose.
 * @default - as the nodes among themselves
 */
export function targetOf(lab: Lab, proxy?: Address, transport = usual(lab)): DrillTarget {
  const { plan } = lab;
  const port = clientPorts(plan, transport);
  const password = lab.secret(UserName.APP);
  const data = lab.nodes.filter((node) => node.hasData);
  // Where there is another region its nodes are known by name, and not to clients.
  const active = lab.nodes.filter(({ name }) => plan.nodes.some((node) => node.name === name));
  const serving = active.filter((node) => node.hasData);
  const sharded = plan.topology.kind === TopologyKind.CLUSTER;
  return {
    kind: plan.topology.kind,
    masterName: plan.topology.masterName,
    sentinels: active.filter((node) => node.hasSentinel).map((node) => ({ host: node.host, port: port.sentinel })),
    dataHosts: serving.map((node) => node.host),
    redisPort: port.redis,
    ...(port.redis === plan.ports.redis ? {} : { announcedPort: plan.ports.redis }),
    ...(transport === Transport.TLS ? { tls: tlsTo(plan, lab.certificates) } : {}),
    nodeOf: Object.fromEntries(data.map((node) => [node.host, node.name])),
    shardOf: sharded ? Object.fromEntries(data.map((node) => [node.name, node.shard ?? 1])) : {},
    find: proxy === undefined ? () => primaryByHealth(serving, port.redis) : () => Promise.resolve(proxy),
    ...(proxy === undefined ? {} : { proxy }),
    ...(password === '' ? {} : { username: UserName.APP, password }),
  };
}

function usual({ plan }: Lab): Transport.TLS | Transport.PLAINTEXT {
  return plan.transport === Transport.TLS ? Transport.TLS : Transport.PLAINTEXT;
}

function clientPorts({ ports, transport: served }: DeploymentPlan, transport: Transport): { redis: number; sentinel: number } {
  return served === Transport.BOTH && transport === Transport.TLS
    ? { redis: ports.redisTls!, sentinel: ports.sentinelTls! } : ports;
}

/** The first node whose agent answers 200 to `/primary`. */
async function primaryByHealth(nodes: LabNode[], port: number): Promise<Address> {
  return Promise.any(nodes.map(async (node) => {
    if ((await node.health('/primary'))?.status !== 200) {
      throw new Error(`${node.name} is not primary`);
    }
    return { host: node.host, port };
  })).catch(() => {
    throw new Error('no node says that it is primary');
  });
}
