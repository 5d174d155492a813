import * as pulumi from '@pulumi/pulumi';
import * as aws from 'redis-ha-constructs/pulumi/aws';
import type { PrimaryLoadBalancer, SentinelPlacement } from 'redis-ha-constructs/pulumi/aws';
import { converted } from '../shared/inputs';
import { given } from '../shared/outputs';
import { backUp } from './backups';
import { letIn } from './clients';
import { deploymentArgs, type AwsDeploymentArgs } from './deployment';
import { outputsOf, outputsOfPrimary } from './deployment-outputs';

export interface AwsRedisSentinelArgs extends AwsDeploymentArgs {
  /** Replicas besides the primary, by default 2. */
  replicas?: number;
  /** Sentinel processes, an odd number of at least 3, by default 3. */
  sentinels?: number;
  /** Sentinels that must agree that the primary is down, by default the smallest majority. */
  quorum?: number;
  /** Where the Sentinels run, by default beside the data. */
  placement?: SentinelPlacement;
  /** A fixed address for whoever is primary, and one for readers. */
  loadBalancer?: PrimaryLoadBalancer;
}

/** One primary, its replicas and Sentinels on EC2. */
export class AwsRedisSentinel extends pulumi.ComponentResource {
  public readonly deploymentName!: pulumi.Output<string>;
  /** The name a Sentinel-aware client asks for. */
  public readonly masterName!: pulumi.Output<string>;
  public readonly sentinelEndpoints!: pulumi.Output<string[]>;
  public readonly nodeEndpoints!: pulumi.Output<string[]>;
  /** Where whoever is primary answers, with a load balancer. */
  public readonly primaryEndpoint?: pulumi.Output<string>;
  /** Where a ready replica answers, with a load balancer for readers. */
  public readonly replicasEndpoint?: pulumi.Output<string>;
  /** What every name in `dns` ends with. */
  public readonly domainName?: pulumi.Output<string>;
  /** Authorities that clients trust, as PEM. */
  public readonly caCertificate?: pulumi.Output<string>;
  /** Name that clients check the nodes' certificate by. */
  public readonly tlsServerName?: pulumi.Output<string>;
  /** Secret of the password of the user `app`. */
  public readonly appSecretArn!: pulumi.Output<string>;
  /** Secret of the password of the user `backup`. */
  public readonly backupSecretArn!: pulumi.Output<string>;
  /** Security group of the nodes. */
  public readonly securityGroupId!: pulumi.Output<string>;
  /** Name of the nodes' role. */
  public readonly roleName!: pulumi.Output<string>;

  constructor(name: string, args: AwsRedisSentinelArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:AwsRedisSentinel', name, args, opts);
    const { replicas, sentinels, quorum, placement, loadBalancer, ...deployment } = args;
    const redis = deployed(name, deployment, this, (known) => new aws.RedisSentinel(name, {
      ...known, replicas, sentinels, quorum, placement, loadBalancer,
    }, { parent: this }));
    this.registerOutputs(given<AwsRedisSentinel>(this, {
      ...outputsOfPrimary(redis),
      masterName: pulumi.output(redis.masterName),
      sentinelEndpoints: pulumi.all(redis.sentinelEndpoints),
    }));
  }
}

export interface AwsRedisReplicationArgs extends AwsDeploymentArgs {
  /** Replicas besides the primary, by default 1. */
  replicas?: number;
  /** How many of the replicas copy from another replica, by default none. */
  cascaded?: number;
  /** A fixed address for whoever is primary, and one for readers. */
  loadBalancer?: PrimaryLoadBalancer;
}

/** One primary and its replicas on EC2, without automatic failover. */
export class AwsRedisReplication extends pulumi.ComponentResource {
  public readonly deploymentName!: pulumi.Output<string>;
  public readonly nodeEndpoints!: pulumi.Output<string[]>;
  /** Where whoever is primary answers, with a load balancer. */
  public readonly primaryEndpoint?: pulumi.Output<string>;
  /** Where a ready replica answers, with a load balancer for readers. */
  public readonly replicasEndpoint?: pulumi.Output<string>;
  /** What every name in `dns` ends with. */
  public readonly domainName?: pulumi.Output<string>;
  /** Authorities that clients trust, as PEM. */
  public readonly caCertificate?: pulumi.Output<string>;
  /** Name that clients check the nodes' certificate by. */
  public readonly tlsServerName?: pulumi.Output<string>;
  /** Secret of the password of the user `app`. */
  public readonly appSecretArn!: pulumi.Output<string>;
  /** Secret of the password of the user `backup`. */
  public readonly backupSecretArn!: pulumi.Output<string>;
  /** Security group of the nodes. */
  public readonly securityGroupId!: pulumi.Output<string>;
  /** Name of the nodes' role. */
  public readonly roleName!: pulumi.Output<string>;

  constructor(name: string, args: AwsRedisReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:AwsRedisReplication', name, args, opts);
    const { replicas, cascaded, loadBalancer, ...deployment } = args;
    this.registerOutputs(given<AwsRedisReplication>(this, outputsOfPrimary(deployed(name, deployment, this, (known) =>
      new aws.RedisReplication(name, { ...known, replicas, cascaded, loadBalancer }, { parent: this })))));
  }
}

export interface AwsRedisClusterArgs extends AwsDeploymentArgs {
  /** Shards, by default 3. */
  shards?: number;
  /** Replicas of each shard, by default 1. */
  replicas?: number;
}

/** A Redis Cluster on EC2. */
export class AwsRedisCluster extends pulumi.ComponentResource {
  public readonly deploymentName!: pulumi.Output<string>;
  public readonly nodeEndpoints!: pulumi.Output<string[]>;
  /** What every name in `dns` ends with. */
  public readonly domainName?: pulumi.Output<string>;
  /** Authorities that clients trust, as PEM. */
  public readonly caCertificate?: pulumi.Output<string>;
  /** Name that clients check the nodes' certificate by. */
  public readonly tlsServerName?: pulumi.Output<string>;
  /** Secret of the password of the user `app`. */
  public readonly appSecretArn!: pulumi.Output<string>;
  /** Secret of the password of the user `backup`. */
  public readonly backupSecretArn!: pulumi.Output<string>;
  /** Security group of the nodes. */
  public readonly securityGroupId!: pulumi.Output<string>;
  /** Name of the nodes' role. */
  public readonly roleName!: pulumi.Output<string>;

  constructor(name: string, args: AwsRedisClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:AwsRedisCluster', name, args, opts);
    const { shards, replicas, ...deployment } = args;
    this.registerOutputs(given<AwsRedisCluster>(this, outputsOf(deployed(name, deployment, this, (known) =>
      new aws.RedisCluster(name, { ...known, shards, replicas }, { parent: this })))));
  }
}

/** The deployment, whom it lets in and its schedules of backups. */
function deployed<Redis extends aws.RedisDeployment>(
  component: string, args: AwsDeploymentArgs, parent: pulumi.Resource, make: (known: aws.RedisDeploymentArgs) => Redis,
): Redis {
  return converted(component, () => {
    const redis = make(deploymentArgs(args, parent));
    letIn(redis, args.clients);
    backUp(component, redis, args, parent);
    return redis;
  });
}
