import { deploymentTargets, type BackupCertificates, type BackupTargets } from '../../lib/manifests';
import { InvalidInput, requireWhole, UserName } from '../../lib/model';
import { policyPeers, type NetworkPeer } from './network-peer';
import type { IRedisDeployment } from './redis-deployment-base';

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

/** What a schedule needs to know about what it backs up. @internal */
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

/** What is backed up: a deployment of this library, or a Redis that exists. */
export class BackupSource {
  /** A deployment of the same namespace, since its pods read the deployment's Secret. */
  public static deployment(redis: IRedisDeployment): BackupSource {
    return new BackupSource(() => ({
      deploymentName: redis.deploymentName,
      namespace: redis.namespace,
      bound: true,
      endpoints: redis.nodeHosts.map((host) => `${host}:${redis.tlsPort ?? redis.port}`),
      targets: deploymentTargets(redis.plan),
      password: { secretName: redis.passwordSecretName, key: UserName.BACKUP },
      username: UserName.BACKUP,
      shards: redis.plan.topology.shards,
      maxMemoryBytes: redis.plan.settings.maxMemoryBytes,
      tls: redis.plan.tls !== undefined,
      tlsServerName: redis.tlsServerName,
      certificates: certificatesOf(redis),
    }));
  }

  /** A Redis that runs already, by its addresses. */
  public static existing(redis: ExistingRedis): BackupSource {
    return new BackupSource(() => {
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
    });
  }

  private constructor(private readonly configure: () => BackupSourceConfig) {}

  /** @internal */
  public _bind(): BackupSourceConfig {
    return this.configure();
  }
}

function certificatesOf(redis: IRedisDeployment): BackupCertificates | undefined {
  const { caSecretName, tlsSecretName, plan } = redis;
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
