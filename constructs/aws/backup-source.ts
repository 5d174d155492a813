import { Fn, Token, type Size } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { checkBackedUpName, checkBackedUpPort, checkBackedUpRedis } from '../../lib/aws';
import { InvalidInput, UserName } from '../../lib/model';
import type { IRedisDeployment } from './redis-deployment-base';

/** A server of an existing Redis. */
export interface ExistingRedisNode {
  /** Address or name, as the function can reach it. */
  readonly host: string;
  /** @default 6379 */
  readonly port?: number;
}

/** A Redis or Valkey that runs already, whoever made it. It must let others replicate from it, which managed services do not. */
export interface ExistingRedis {
  /** Names the folder of its backups and its metrics: lower-case letters, digits and dashes, at most 63. */
  readonly deploymentName: string;
  /** Every data node; of a Cluster any of them, the others are found. */
  readonly nodes: ExistingRedisNode[];
  /** Security groups of the servers; each gets a rule that lets the function in. */
  readonly securityGroups: ec2.ISecurityGroup[];
  /**
   * The password, or JSON with `password` and, optionally, `username`, `ca`, `cert` and `key` (PEM). Its user needs
   * `+@connection +psync +replconf +info +role`, for a Cluster also `+cluster|info +cluster|nodes +cluster|shards +cluster|slots
   * +cluster|myid`.
   */
  readonly secret: secretsmanager.ISecret;
  /**
   * ACL user, unless the secret names one.
   *
   * @default - the default user
   */
  readonly username?: string;
  /**
   * Shards of a Cluster.
   *
   * @default 1
   */
  readonly shards?: number;
  /**
   * Whether connections use TLS.
   *
   * @default false
   */
  readonly tls?: boolean;
  /**
   * Name the servers' certificates bear.
   *
   * @default - the host
   */
  readonly tlsServerName?: string;
  /**
   * Authorities of the servers' certificates, as PEM.
   *
   * @default - those in the secret, or the system's
   */
  readonly tlsCa?: string;
}

/** What a schedule needs to know about what it backs up. */
export interface BackupSourceConfig {
  readonly deploymentName: string;
  /** `address:port`. */
  readonly endpoints: string[];
  readonly ports: number[];
  readonly connections: ec2.Connections;
  readonly secret: secretsmanager.ISecret;
  readonly username?: string;
  readonly shards: number;
  /** Redis `maxmemory` of a shard, where it is known. */
  readonly maxMemory?: Size;
  readonly tls: boolean;
  readonly tlsServerName?: string;
  readonly tlsCa?: string;
  /** Secret with the authorities, and maybe with a certificate to show. */
  readonly tlsSecret?: secretsmanager.ISecret;
}

/** What is backed up: a deployment of this library, or a Redis that exists. */
export class BackupSource {
  /** A deployment, of this stack or another. One that is imported needs `backupSecret`. */
  public static deployment(redis: IRedisDeployment): BackupSource {
    return new BackupSource(() => {
      if (!redis.backupSecret) {
        throw new InvalidInput('source', `the deployment ${redis.node.path} was imported without the secret of its user \`backup\``,
          'give backupSecret where it is imported');
      }
      return {
        deploymentName: redis.deploymentName,
        endpoints: redis.nodeEndpoints,
        ports: [redis.port],
        connections: redis.connections,
        secret: redis.backupSecret,
        username: UserName.BACKUP,
        shards: redis.shards,
        maxMemory: redis.maxMemory,
        ...tlsOf(redis),
      };
    });
  }

  /** A Redis that runs already, by its addresses. */
  public static existing(redis: ExistingRedis): BackupSource {
    return new BackupSource(() => {
      const { shards = 1 } = redis;
      checkBackedUpRedis({ ...redis, shards });
      const nodes = redis.nodes.map(({ host, port = 6379 }, index) => ({ host, port: portOf(index, port) }));
      return {
        deploymentName: nameOf(redis.deploymentName),
        endpoints: nodes.map(({ host, port }) => Fn.join(':', [host, String(port)])),
        ports: [...new Set(nodes.map(({ port }) => port))],
        connections: new ec2.Connections({ securityGroups: redis.securityGroups }),
        secret: redis.secret,
        username: redis.username,
        shards,
        tls: redis.tls ?? false,
        tlsServerName: redis.tlsServerName,
        tlsCa: redis.tlsCa,
      };
    });
  }

  private constructor(private readonly configure: () => BackupSourceConfig) {}

  /** @internal */
  public _bind(): BackupSourceConfig {
    return this.configure();
  }
}

/** While nodes speak plaintext, too, they speak it among themselves, and so do backups. */
function tlsOf({ tls, port, node }: IRedisDeployment): Pick<BackupSourceConfig, 'tls' | 'tlsServerName' | 'tlsCa' | 'tlsSecret'> {
  if (tls === undefined || tls.port !== port) {
    return { tls: false };
  }
  const tlsSecret = tls.caSecret ?? tls.certificateSecret;
  if (tlsSecret === undefined && tls.caCertificate === undefined) {
    throw new InvalidInput('source', `the deployment ${node.path} was imported without the authorities of its certificate`,
      'give tls.caSecret or tls.caCertificate where it is imported');
  }
  return { tls: true, tlsServerName: tls.serverName, ...(tlsSecret ? { tlsSecret } : { tlsCa: tls.caCertificate }) };
}

function portOf(index: number, port: number): number {
  return Token.isUnresolved(port) ? port : checkBackedUpPort(index, port);
}

function nameOf(name: string): string {
  checkBackedUpName(Token.isUnresolved(name) ? 'a value known at deployment only' : name);
  return name;
}
