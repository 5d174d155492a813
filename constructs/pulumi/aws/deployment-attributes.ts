import type * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { Size } from '../shared';
import type { BackedUpDeployment, GroupReference, SecretReference } from './backup-source';
import type { MetricArgs } from './redis-deployment';
import type { DeploymentTls } from './tls-access';

/** A deployment of any topology, of this program or another. */
export interface IRedisDeployment extends BackedUpDeployment {
  readonly tls?: DeploymentTls;
  /** Authorities of the nodes' certificate, as PEM, for clients to trust; undefined in plaintext, or where it is not known. */
  readonly caCertificate?: pulumi.Output<string>;
  /** Password of the user `app`. */
  readonly appSecret: SecretReference;

  /** Lets whoever has a role read the password of the user `app` and what is to be trusted. @param client name of the grant */
  grantConnect(client: string, role: pulumi.Input<string>): aws.iam.RolePolicy;

  /** The same as a policy, JSON, for who attaches it elsewhere. */
  connectPolicy(): pulumi.Output<string>;

  /** Opens the ports a client needs to it, and no others. @param client name of the rules */
  allowClients(client: string, securityGroupId: pulumi.Input<string>): void;

  /** Any metric of the deployment, its average over a minute. */
  metric(metricName: string): MetricArgs;

  /** Nodes that are ready. Sum over a minute, so their number. */
  metricReadyNodes(): MetricArgs;

  /** Primaries that take writes and are agreed on; exactly 1 is right, in a Cluster one for each shard. Sum over a minute. */
  metricPrimaries(): MetricArgs;

  /** Days until the nodes' certificate expires. Only of an own authority. Minimum over a day. */
  metricCertificateDaysLeft(): MetricArgs;
}

/** A deployment with one primary at a time, of this program or another. */
export interface ISinglePrimaryDeployment extends IRedisDeployment {
  /** `name:port` at which whoever is primary answers; undefined without a load balancer. */
  readonly primaryEndpoint?: pulumi.Output<string>;
  /** `name:port` at which a ready replica answers; undefined without a load balancer that has a listener for readers. */
  readonly replicasEndpoint?: pulumi.Output<string>;
}

/** A Sentinel deployment, of this program or another. */
export interface IRedisSentinel extends ISinglePrimaryDeployment {
  /** The name a Sentinel-aware client asks for: the deployment's. */
  readonly masterName: string;
  /** `address:port` of every Sentinel, for a Sentinel-aware client. */
  readonly sentinelEndpoints: pulumi.Input<pulumi.Input<string>[]>;
  /** Port of the Sentinels. */
  readonly sentinelPort: number;
}

/** How clients speak TLS with a deployment that was made elsewhere. */
export interface DeploymentTlsAttributes {
  /** Name that the nodes' certificate bears. @default - `<deploymentName>.redis-ha` */
  readonly serverName?: string;
  /** Authorities of the nodes' certificate, as PEM. @default - not known here */
  readonly caCertificate?: pulumi.Input<string>;
  /** ARN of a secret with the same, for `grantConnect`. @default - none */
  readonly caSecretArn?: pulumi.Input<string>;
  /** ARN of the secret of the nodes' certificate, for backups of one whose clients must show one. @default - none */
  readonly certificateSecretArn?: pulumi.Input<string>;
  /** ARN of the key of those secrets. @default - that of the passwords, or the account's AWS managed key */
  readonly secretKeyArn?: pulumi.Input<string>;
}

/**
 * What an existing deployment is told by, whatever its topology: the component's own members, as its program exports them. Names
 * and ports are plain values; all else may be outputs, of a StackReference for example.
 */
export interface RedisDeploymentAttributes {
  readonly deploymentName: string;
  /** `address:port` of every data node. */
  readonly nodeEndpoints: pulumi.Input<pulumi.Input<string>[]>;
  /** Security group of the nodes: `{ id }` is enough. */
  readonly securityGroup: GroupReference;
  /** Password of the user `app`: `{ arn }`, and `kmsKeyId` where it has a key of its own. */
  readonly appSecret: SecretReference;
  /** Password of the user `backup`. @default - none: BackupSchedule refuses it */
  readonly backupSecret?: SecretReference;
  /** Redis `maxmemory` of each data node. @default - not known: BackupSchedule must be told the size of the data set */
  readonly maxMemory?: Size;
  /** @default - 6379 without `tls`, 6380 with it */
  readonly port?: number;
  /** How clients speak TLS with it. @default - in plaintext */
  readonly tls?: DeploymentTlsAttributes;
}

/** What an existing deployment with one primary is told by. */
export interface SinglePrimaryAttributes extends RedisDeploymentAttributes {
  /** `name:port`. @default - no load balancer */
  readonly primaryEndpoint?: pulumi.Input<string>;
  /** `name:port`. @default - no load balancer, or none for readers */
  readonly replicasEndpoint?: pulumi.Input<string>;
  /** Security group of the load balancer. @default - no load balancer */
  readonly loadBalancerSecurityGroup?: GroupReference;
  /** Port of the load balancer for readers. @default - 6381 without `tls`, 6382 with it */
  readonly replicasPort?: number;
}

/** What an existing Sentinel deployment is told by. */
export interface RedisSentinelAttributes extends SinglePrimaryAttributes {
  /** `address:port` of every Sentinel. */
  readonly sentinelEndpoints: pulumi.Input<pulumi.Input<string>[]>;
  /** @default - 26379 without `tls`, 26380 with it */
  readonly sentinelPort?: number;
}

/** What an existing Cluster is told by. */
export interface RedisClusterAttributes extends RedisDeploymentAttributes {
  /** Shards, and so how many primaries there should be. */
  readonly shards: number;
}
