import type { Lab } from '../lab/lab';
import { TopologyKind, UserName } from '../model';

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

export function targetOf(lab: Lab, proxy?: Address): DrillTarget {
  const { plan } = lab;
  const password = lab.secret(UserName.APP);
  const data = lab.nodes.filter((node) => node.hasData);
  const sharded = plan.topology.kind === TopologyKind.CLUSTER;
  return {
    kind: plan.topology.kind,
    masterName: plan.topology.masterName,
    sentinels: lab.nodes.filter((node) => node.hasSentinel).map((node) => ({ host: node.host, port: plan.ports.sentinel })),
    dataHosts: data.map((node) => node.host),
    redisPort: plan.ports.redis,
    nodeOf: Object.fromEntries(data.map((node) => [node.host, node.name])),
    shardOf: sharded ? Object.fromEntries(data.map((node) => [node.name, node.shard ?? 1])) : {},
    find: proxy === undefined ? () => primaryByHealth(lab) : () => Promise.resolve(proxy),
    ...(proxy === undefined ? {} : { proxy }),
    ...(password === '' ? {} : { username: UserName.APP, password }),
  };
}

/** The first node whose agent answers 200 to `/primary`. */
async function primaryByHealth(lab: Lab): Promise<Address> {
  return Promise.any(lab.nodes.filter((node) => node.hasData).map(async (node) => {
    if ((await node.health('/primary'))?.status !== 200) {
      throw new Error(`${node.name} is not primary`);
    }
    return { host: node.host, port: lab.plan.ports.redis };
  })).catch(() => {
    throw new Error('no node says that it is primary');
  });
}
