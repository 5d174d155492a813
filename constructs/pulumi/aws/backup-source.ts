import * as pulumi from '@pulumi/pulumi';
import { checkBackedUpName, checkBackedUpPort, checkBackedUpRedis } from '../../../lib/aws';
import { InvalidInput, UserName } from '../../../lib/model';
import { bytesOf, requirePlain, type Size } from '../shared';

/** A secret as others name it; every `aws.secretsmanager.Secret` is one. */
export interface SecretReference {
  readonly arn: pulumi.Input<string>;
  /** ARN of its key; undefined or empty with the account's AWS managed one. */
  readonly kmsKeyId?: pulumi.Input<string | undefined>;
}

/** A server of an existing Redis. */
export interface ExistingRedisNode {
  /** Address or name, as the function can reach it. */
  readonly host: pulumi.Input<string>;
  /** @default 6379 */
  readonly port?: number;
}

/** A Redis or Valkey that runs already, whoever made it. It must let others replicate from it, which managed services do not. */
export interface ExistingRedis {
  /** Names the folder of its backups and its metrics: lower-case letters, digits and dashes, at most 63. */
  readonly deploymentName: string;
  /** Every data node; of a Cluster any of them, the others are found. */
  readonly nodes: ExistingRedisNode[];
  /** Ids of the servers' security groups; each gets a rule that lets the function in. */
  readonly securityGroups: pulumi.Input<string>[];
  /**
   * ARN of the secret with the password, or JSON with `password` and, optionally, `username`, `ca`, `cert` and `key` (PEM). Its
   * user needs `+@connection +psync +replconf +info +role`, for a Cluster also `+cluster|info +cluster|nodes +cluster|shards
   * +cluster|slots +cluster|myid`.
   */
  readonly secret: pulumi.Input<string>;
  /**
   * ARN of the key that the secret is encrypted with.
   *
   * @default - the account's AWS managed key
   */
  readonly secretKey?: pulumi.Input<string>;
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
  readonly tlsCa?: pulumi.Input<string>;
}

/** How clients speak TLS with a deployment. */
export interface BackedUpTls {
  readonly port: number;
  readonly serverName: string;
  /** ARN of a secret with the authorities of its certificates, as PEM. */
  readonly caSecretArn?: pulumi.Input<string>;
  /** ARN of the secret of a certificate that was given, whose authorities are in it. */
  readonly certificateSecretArn?: pulumi.Input<string>;
  /** ARN of the key of whichever of the two it is, where it has one of its own. */
  readonly secretKeyArn?: pulumi.Input<string | undefined>;
  /** The authorities themselves. */
  readonly caCertificate?: pulumi.Input<string>;
}

/** A security group as others name it; every `aws.ec2.SecurityGroup` is one. */
export interface GroupReference {
  readonly id: pulumi.Input<string>;
}

/** What is asked of a deployment of this library. */
export interface BackedUpDeployment {
  readonly deploymentName: string;
  /** `address:port` of every data node. */
  readonly nodeEndpoints: pulumi.Input<pulumi.Input<string>[]>;
  readonly port: number;
  /** Security group of the data nodes. */
  readonly securityGroup: GroupReference;
  /** Password of the user `backup`. One that is imported needs it. */
  readonly backupSecret?: SecretReference;
  readonly shards: number;
  /** Redis `maxmemory` of a shard, where it is known. */
  readonly maxMemory?: Size;
  /** Undefined in plaintext. */
  readonly tls?: BackedUpTls;
}

/** What a schedule needs to know about what it backs up. */
export interface BackupSourceConfig {
  readonly deploymentName: string;
  /** `address:port`. */
  readonly endpoints: pulumi.Input<string[]>;
  readonly ports: number[];
  readonly securityGroups: pulumi.Input<string>[];
  readonly secretArn: pulumi.Input<string>;
  /** Undefined or empty with the account's AWS managed one. */
  readonly secretKey?: pulumi.Input<string | undefined>;
  readonly username?: string;
  readonly shards: number;
  readonly maxMemoryBytes?: number;
  readonly tls: boolean;
  readonly tlsServerName?: string;
  readonly tlsCa?: pulumi.Input<string>;
  /** ARN of a secret with the authorities, and maybe with a certificate to show. */
  readonly tlsSecretArn?: pulumi.Input<string>;
  /** Likewise undefined or empty. */
  readonly tlsSecretKey?: pulumi.Input<string | undefined>;
}

/** What is backed up: a deployment of this library, or a Redis that exists. */
export class BackupSource {
  /** A deployment, of this program or another. */
  public static deployment(redis: BackedUpDeployment): BackupSource {
    return new BackupSource(() => {
      if (!redis.backupSecret) {
        throw new InvalidInput('source', `the deployment ${redis.deploymentName} was imported without the secret of its user \`backup\``,
          'give backupSecret where it is imported');
      }
      return {
        deploymentName: redis.deploymentName,
        endpoints: pulumi.output(redis.nodeEndpoints),
        ports: [redis.port],
        securityGroups: [redis.securityGroup.id],
        secretArn: redis.backupSecret.arn,
        secretKey: redis.backupSecret.kmsKeyId,
        username: UserName.BACKUP,
        shards: redis.shards,
        maxMemoryBytes: redis.maxMemory === undefined ? undefined : bytesOf('source', redis.maxMemory),
        ...tlsOf(redis),
      };
    });
  }

  /** A Redis that runs already, by its addresses. */
  public static existing(redis: ExistingRedis): BackupSource {
    return new BackupSource(() => {
      const { shards = 1, deploymentName, username, tls = false, tlsServerName } = redis;
      requirePlain('source', { deploymentName, shards, username, tls, tlsServerName, ports: redis.nodes.map(({ port }) => port) });
      checkBackedUpName(deploymentName);
      checkBackedUpRedis({ ...redis, shards });
      const nodes = redis.nodes.map(({ host, port = 6379 }, index) => ({ host, port: checkBackedUpPort(index, port) }));
      return {
        deploymentName,
        endpoints: pulumi.all(nodes.map(({ host, port }) => pulumi.interpolate`${host}:${port}`)),
        ports: [...new Set(nodes.map(({ port }) => port))],
        securityGroups: redis.securityGroups,
        secretArn: redis.secret,
        secretKey: redis.secretKey,
        username,
        shards,
        tls,
        tlsServerName,
        tlsCa: redis.tlsCa,
      };
    });
  }

  readonly #configure: () => BackupSourceConfig;

  private constructor(configure: () => BackupSourceConfig) {
    this.#configure = configure;
  }

  /** @internal */
  public _bind(): BackupSourceConfig {
    return this.#configure();
  }
}

/** While nodes speak plaintext, too, they speak it among themselves, and so do backups. */
function tlsOf(redis: BackedUpDeployment): Pick<BackupSourceConfig, 'tls' | 'tlsServerName' | 'tlsCa' | 'tlsSecretArn' | 'tlsSecretKey'> {
  const { tls, port } = redis;
  if (tls === undefined || tls.port !== port) {
    return { tls: false };
  }
  const tlsSecretArn = tls.caSecretArn ?? tls.certificateSecretArn;
  if (tlsSecretArn === undefined && tls.caCertificate === undefined) {
    throw new InvalidInput('source', `the deployment ${redis.deploymentName} does not tell the authorities of its certificate`,
      'give tls.caSecretArn or tls.caCertificate');
  }
  return {
    tls: true, tlsServerName: tls.serverName,
    ...(tlsSecretArn ? { tlsSecretArn, tlsSecretKey: tls.secretKeyArn } : { tlsCa: tls.caCertificate }),
  };
}
