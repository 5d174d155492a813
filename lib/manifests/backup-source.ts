import { InvalidInput, requireWhole, UserName } from '../model';
import type { DeploymentPlan } from '../plan';
import type { BackupCertificates } from './backup-certificates';
import { deploymentTargets, type BackupTargets } from './backup-schedule';
import { policyPeers, type NetworkPeer } from './network-peer';

/** A server of an existing Redis. */
export interface ExistingRedisNode {
  /** Address or name, as a pod can reach it. */
  readonly host: string;
  /** @default 6379 */
  readonly port?: number;
}

/** A Redis or Valkey that runs already, whoever made it. It must let others replicate from it, which managed services do not. */
export interface ExistingRedis {
  /** Names the folder of its backups: lower-case letters, digits and dashes, at most 45. */
  readonly deploymentName: string;
  /** Every data node; of a Cluster any of them, the others are found. */
  readonly nodes: ExistingRedisNode[];
  /**
   * Secret in the schedule's namespace. The key holds the password, or JSON with `password` and, optionally, `username`, `ca`,
   * `cert` and `key` (PEM). Its user needs `+@connection +psync +replconf +info +role`, for a Cluster also `+cluster|info
   * +cluster|nodes +cluster|shards +cluster|slots +cluster|myid`.
   */
  readonly secretName: string;
  /** @default 'password' */
  readonly secretKey?: string;
  /** ACL user, unless the Secret names one. @default - the default user */
  readonly username?: string;
  /** Shards of a Cluster. @default 1 */
  readonly shards?: number;
  /** Whether connections use TLS. @default false */
  readonly tls?: boolean;
  /** Name the servers' certificates bear. @default - the host */
  readonly tlsServerName?: string;
  /**
   * Who the servers are to a NetworkPolicy. What guards the servers themselves is for their owner to open.
   *
   * @default - any address, on the servers' ports
   */
  readonly peers?: NetworkPeer[];
}

/** What a schedule needs to know about what it backs up. */
export interface BackupSourceConfig {
  readonly deploymentName: string;
  /** Where it has to be; undefined: anywhere. */
  readonly namespace?: string;
  readonly bound: boolean;
  /** `address:port`. */
  readonly endpoints: string[];
  readonly targets: BackupTargets[];
  readonly password: { readonly secretName: string; readonly key: string };
  readonly username?: string;
  readonly shards: number;
  /** Redis `maxmemory` of a shard, where it is known. */
  readonly maxMemoryBytes?: number;
  readonly tls: boolean;
  readonly tlsServerName?: string;
  readonly certificates?: BackupCertificates | undefined;
}

/** What a deployment of any framework tells of itself. */
export interface SourceDeployment {
  readonly plan: DeploymentPlan;
  readonly namespace?: string | undefined;
  /** Of every data node. */
  readonly nodeHosts: string[];
  /** At which clients are served, with TLS where there is TLS. */
  readonly port: number;
  readonly passwordSecretName: string;
  readonly caSecretName?: string | undefined;
  readonly tlsSecretName?: string | undefined;
}

/** A deployment of this library. */
export function deploymentSource(redis: SourceDeployment): BackupSourceConfig {
  const { plan } = redis;
  return {
    deploymentName: plan.name,
    ...(redis.namespace === undefined ? {} : { namespace: redis.namespace }),
    bound: true,
    endpoints: redis.nodeHosts.map((host) => `${host}:${redis.port}`),
    targets: deploymentTargets(plan),
    password: { secretName: redis.passwordSecretName, key: UserName.BACKUP },
    username: UserName.BACKUP,
    shards: plan.topology.shards,
    maxMemoryBytes: plan.settings.maxMemoryBytes,
    tls: plan.tls !== undefined,
    tlsServerName: plan.tls?.serverName,
    certificates: certificatesOf(redis),
  };
}

/** A Redis that runs already. @throws InvalidInput for a name, a port or a peer that nothing can have */
export function existingSource(redis: ExistingRedis): BackupSourceConfig {
  if (redis.nodes.length === 0) {
    throw new InvalidInput('source.nodes', 'is empty', 'name at least one server');
  }
  const nodes = redis.nodes.map(({ host, port = 6379 }, index) => (
    { host, port: requireWhole(`source.nodes[${index}].port`, port, 1, 65_535) }
  ));
  const to = policyPeers('source.peers', redis.peers);
  return {
    deploymentName: nameOf(redis.deploymentName),
    bound: false,
    endpoints: nodes.map(({ host, port }) => `${host}:${port}`),
    targets: [...new Set(nodes.map(({ port }) => port))].map((port) => ({ to, port })),
    password: { secretName: redis.secretName, key: redis.secretKey ?? 'password' },
    username: redis.username,
    shards: requireWhole('source.shards', redis.shards ?? 1, 1, 1000),
    tls: redis.tls ?? false,
    tlsServerName: redis.tlsServerName,
  };
}

function certificatesOf({ caSecretName, tlsSecretName, plan }: SourceDeployment): BackupCertificates | undefined {
  if (caSecretName === undefined || tlsSecretName === undefined) {
    return undefined;
  }
  const shown = plan.tls?.clientCertificates === 'required';
  return { secretName: shown ? tlsSecretName : caSecretName, shown };
}

function nameOf(name: string): string {
  if (!/^[a-z0-9][a-z0-9-]{0,44}$/.test(name)) {
    throw new InvalidInput('source.deploymentName', `got "${name}"`, 'use lower-case letters, digits and dashes, at most 45');
  }
  return name;
}
