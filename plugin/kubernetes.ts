import * as pulumi from '@pulumi/pulumi';
import * as kubernetes from 'redis-ha-constructs/pulumi/kubernetes';
import type { KubernetesDeploymentArgs } from './deployment';

export interface KubernetesRedisSentinelArgs extends KubernetesDeploymentArgs {
  /** Replicas besides the primary, by default 2. */
  replicas?: number;
  /** Sentinel processes, an odd number of at least 3, by default 3. */
  sentinels?: number;
}

/** One primary, its replicas and Sentinels on Kubernetes. */
export class KubernetesRedisSentinel extends pulumi.ComponentResource {
  public readonly deploymentName: pulumi.Output<string>;
  /** The name a Sentinel-aware client asks for. */
  public readonly masterName: pulumi.Output<string>;
  public readonly sentinelHosts: pulumi.Output<string[]>;
  /** Host that leads to the primary. */
  public readonly primaryHost: pulumi.Output<string>;
  /** Secret of the users' passwords. */
  public readonly passwordSecretName: pulumi.Output<string>;

  constructor(name: string, args: KubernetesRedisSentinelArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:KubernetesRedisSentinel', name, args, opts);
    const redis = new kubernetes.RedisSentinel(name, { ...args }, { parent: this });
    this.deploymentName = pulumi.output(redis.deploymentName);
    this.masterName = pulumi.output(redis.masterName);
    this.sentinelHosts = pulumi.all(redis.sentinelHosts);
    this.primaryHost = redis.primaryHost;
    this.passwordSecretName = redis.passwordSecretName;
    this.registerOutputs({
      deploymentName: this.deploymentName, masterName: this.masterName, sentinelHosts: this.sentinelHosts,
      primaryHost: this.primaryHost, passwordSecretName: this.passwordSecretName,
    });
  }
}

export interface KubernetesRedisReplicationArgs extends KubernetesDeploymentArgs {
  /** Replicas besides the primary, by default 2. */
  replicas?: number;
}

/** One primary and its replicas on Kubernetes, without automatic failover. */
export class KubernetesRedisReplication extends pulumi.ComponentResource {
  public readonly deploymentName: pulumi.Output<string>;
  /** Host that leads to the primary. */
  public readonly primaryHost: pulumi.Output<string>;
  /** Secret of the users' passwords. */
  public readonly passwordSecretName: pulumi.Output<string>;

  constructor(name: string, args: KubernetesRedisReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:KubernetesRedisReplication', name, args, opts);
    const redis = new kubernetes.RedisReplication(name, { ...args }, { parent: this });
    this.deploymentName = pulumi.output(redis.deploymentName);
    this.primaryHost = redis.primaryHost;
    this.passwordSecretName = redis.passwordSecretName;
    this.registerOutputs({
      deploymentName: this.deploymentName, primaryHost: this.primaryHost, passwordSecretName: this.passwordSecretName,
    });
  }
}

export interface KubernetesRedisClusterArgs extends KubernetesDeploymentArgs {
  /** Shards, by default 3. */
  shards?: number;
  /** Replicas of each shard, by default 1. */
  replicas?: number;
}

/** A Redis Cluster on Kubernetes. */
export class KubernetesRedisCluster extends pulumi.ComponentResource {
  public readonly deploymentName: pulumi.Output<string>;
  /** Host that leads to every node. */
  public readonly nodesHost: pulumi.Output<string>;
  /** Secret of the users' passwords. */
  public readonly passwordSecretName: pulumi.Output<string>;

  constructor(name: string, args: KubernetesRedisClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:KubernetesRedisCluster', name, args, opts);
    const redis = new kubernetes.RedisCluster(name, { ...args }, { parent: this });
    this.deploymentName = pulumi.output(redis.deploymentName);
    this.nodesHost = redis.nodesHost;
    this.passwordSecretName = redis.passwordSecretName;
    this.registerOutputs({
      deploymentName: this.deploymentName, nodesHost: this.nodesHost, passwordSecretName: this.passwordSecretName,
    });
  }
}
