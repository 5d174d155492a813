import * as pulumi from '@pulumi/pulumi';
import * as aws from 'redis-ha-constructs/pulumi/aws';
import type { AwsDeploymentArgs } from './deployment';

export interface AwsRedisSentinelArgs extends AwsDeploymentArgs {
  /** Replicas besides the primary, by default 2. */
  replicas?: number;
  /** Sentinel processes, an odd number of at least 3, by default 3. */
  sentinels?: number;
}

/** One primary, its replicas and Sentinels on EC2. */
export class AwsRedisSentinel extends pulumi.ComponentResource {
  public readonly deploymentName: pulumi.Output<string>;
  /** The name a Sentinel-aware client asks for. */
  public readonly masterName: pulumi.Output<string>;
  public readonly sentinelEndpoints: pulumi.Output<string[]>;
  public readonly nodeEndpoints: pulumi.Output<string[]>;
  /** Secret of the password of the user `app`. */
  public readonly appSecretArn: pulumi.Output<string>;
  /** Security group of the nodes. */
  public readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: AwsRedisSentinelArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:AwsRedisSentinel', name, args, opts);
    const { replicas, sentinels } = args;
    const redis = new aws.RedisSentinel(name, { ...known(args), replicas, sentinels }, { parent: this });
    this.masterName = pulumi.output(redis.masterName);
    this.sentinelEndpoints = pulumi.all(redis.sentinelEndpoints);
    ({
      deploymentName: this.deploymentName, nodeEndpoints: this.nodeEndpoints, appSecretArn: this.appSecretArn,
      securityGroupId: this.securityGroupId,
    } = told(redis));
    this.registerOutputs({ ...told(redis), masterName: this.masterName, sentinelEndpoints: this.sentinelEndpoints });
  }
}

export interface AwsRedisReplicationArgs extends AwsDeploymentArgs {
  /** Replicas besides the primary, by default 2. */
  replicas?: number;
}

/** One primary and its replicas on EC2, without automatic failover. */
export class AwsRedisReplication extends pulumi.ComponentResource {
  public readonly deploymentName: pulumi.Output<string>;
  public readonly nodeEndpoints: pulumi.Output<string[]>;
  /** Secret of the password of the user `app`. */
  public readonly appSecretArn: pulumi.Output<string>;
  /** Security group of the nodes. */
  public readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: AwsRedisReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:AwsRedisReplication', name, args, opts);
    const redis = new aws.RedisReplication(name, { ...known(args), replicas: args.replicas }, { parent: this });
    ({
      deploymentName: this.deploymentName, nodeEndpoints: this.nodeEndpoints, appSecretArn: this.appSecretArn,
      securityGroupId: this.securityGroupId,
    } = told(redis));
    this.registerOutputs({ ...told(redis) });
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
  public readonly deploymentName: pulumi.Output<string>;
  public readonly nodeEndpoints: pulumi.Output<string[]>;
  /** Secret of the password of the user `app`. */
  public readonly appSecretArn: pulumi.Output<string>;
  /** Security group of the nodes. */
  public readonly securityGroupId: pulumi.Output<string>;

  constructor(name: string, args: AwsRedisClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:AwsRedisCluster', name, args, opts);
    const redis = new aws.RedisCluster(name, { ...known(args), shards: args.shards, replicas: args.replicas }, { parent: this });
    ({
      deploymentName: this.deploymentName, nodeEndpoints: this.nodeEndpoints, appSecretArn: this.appSecretArn,
      securityGroupId: this.securityGroupId,
    } = told(redis));
    this.registerOutputs({ ...told(redis) });
  }
}

function known(args: AwsDeploymentArgs): aws.RedisDeploymentArgs {
  const { vpcId, subnetIds, objectives, deploymentName, instanceType, imageId, imageDebianRelease, key, protect } = args;
  return {
    vpcId, subnetIds, objectives, deploymentName, instanceType, key, protect,
    image: imageId === undefined ? undefined : aws.NodeImage.of(imageId, { debianRelease: imageDebianRelease }),
  };
}

interface Told {
  deploymentName: pulumi.Output<string>;
  nodeEndpoints: pulumi.Output<string[]>;
  appSecretArn: pulumi.Output<string>;
  securityGroupId: pulumi.Output<string>;
}

function told(redis: aws.RedisDeployment): Told {
  return {
    deploymentName: pulumi.output(redis.deploymentName),
    nodeEndpoints: pulumi.all(redis.nodeEndpoints),
    appSecretArn: redis.appSecret.arn,
    securityGroupId: redis.securityGroup.id,
  };
}
