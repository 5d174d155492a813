import * as pulumi from '@pulumi/pulumi';
import * as kubernetes from 'redis-ha-constructs/pulumi/kubernetes';
import type { SentinelPlacement } from 'redis-ha-constructs/pulumi/kubernetes';
import { converted } from '../shared/inputs';
import { given } from '../shared/outputs';
import { backUp } from './backups';
import { deploymentArgs, type KubernetesDeploymentArgs } from './deployment';
import { outputsOf, outputsOfPrimary } from './deployment-outputs';

export interface KubernetesRedisSentinelArgs extends KubernetesDeploymentArgs {
  /** Replicas besides the primary, by default 2. */
  replicas?: number;
  /** Sentinel processes, an odd number of at least 3, by default 3. */
  sentinels?: number;
  /** Sentinels that must agree that the primary is down, by default the smallest majority. */
  quorum?: number;
  /** Where the Sentinels run, by default beside the data. */
  placement?: SentinelPlacement;
}

/** One primary, its replicas and Sentinels on Kubernetes. */
export class KubernetesRedisSentinel extends pulumi.ComponentResource {
  public readonly deploymentName!: pulumi.Output<string>;
  /** The name a Sentinel-aware client asks for. */
  public readonly masterName!: pulumi.Output<string>;
  public readonly sentinelHosts!: pulumi.Output<string[]>;
  /** Host that leads to the primary. */
  public readonly primaryHost!: pulumi.Output<string>;
  /** Host that leads to replicas that are ready. */
  public readonly replicasHost!: pulumi.Output<string>;
  /** Host of each data node. */
  public readonly nodeHosts!: pulumi.Output<string[]>;
  /** Secret of the users' passwords. */
  public readonly passwordSecretName!: pulumi.Output<string>;
  /** Name that clients check the nodes' certificate by. */
  public readonly tlsServerName?: pulumi.Output<string>;
  /** Secret whose key `ca.crt` is what clients trust. */
  public readonly caSecretName?: pulumi.Output<string>;

  constructor(name: string, args: KubernetesRedisSentinelArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:KubernetesRedisSentinel', name, args, opts);
    const { replicas, sentinels, quorum, placement, ...deployment } = args;
    const redis = deployed(name, deployment, this, (known) => new kubernetes.RedisSentinel(name, {
      ...known, replicas, sentinels, quorum, placement,
    }, { parent: this }));
    this.registerOutputs(given<KubernetesRedisSentinel>(this, {
      ...outputsOfPrimary(redis), masterName: pulumi.output(redis.masterName), sentinelHosts: pulumi.all(redis.sentinelHosts),
    }));
  }
}

export interface KubernetesRedisReplicationArgs extends KubernetesDeploymentArgs {
  /** Replicas besides the primary, by default 1. */
  replicas?: number;
  /** How many of the replicas copy from another replica, by default none. */
  cascaded?: number;
}

/** One primary and its replicas on Kubernetes, without automatic failover. */
export class KubernetesRedisReplication extends pulumi.ComponentResource {
  public readonly deploymentName!: pulumi.Output<string>;
  /** Host that leads to the primary. */
  public readonly primaryHost!: pulumi.Output<string>;
  /** Host that leads to replicas that are ready. */
  public readonly replicasHost!: pulumi.Output<string>;
  /** Host of each data node. */
  public readonly nodeHosts!: pulumi.Output<string[]>;
  /** Secret of the users' passwords. */
  public readonly passwordSecretName!: pulumi.Output<string>;
  /** Name that clients check the nodes' certificate by. */
  public readonly tlsServerName?: pulumi.Output<string>;
  /** Secret whose key `ca.crt` is what clients trust. */
  public readonly caSecretName?: pulumi.Output<string>;

  constructor(name: string, args: KubernetesRedisReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:KubernetesRedisReplication', name, args, opts);
    const { replicas, cascaded, ...deployment } = args;
    this.registerOutputs(given<KubernetesRedisReplication>(this, outputsOfPrimary(deployed(name, deployment, this, (known) =>
      new kubernetes.RedisReplication(name, { ...known, replicas, cascaded }, { parent: this })))));
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
  public readonly deploymentName!: pulumi.Output<string>;
  /** Host that leads to every node. */
  public readonly nodesHost!: pulumi.Output<string>;
  /** Host of each data node. */
  public readonly nodeHosts!: pulumi.Output<string[]>;
  /** Secret of the users' passwords. */
  public readonly passwordSecretName!: pulumi.Output<string>;
  /** Name that clients check the nodes' certificate by. */
  public readonly tlsServerName?: pulumi.Output<string>;
  /** Secret whose key `ca.crt` is what clients trust. */
  public readonly caSecretName?: pulumi.Output<string>;

  constructor(name: string, args: KubernetesRedisClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:KubernetesRedisCluster', name, args, opts);
    const { shards, replicas, ...deployment } = args;
    const redis = deployed(name, deployment, this, (known) =>
      new kubernetes.RedisCluster(name, { ...known, shards, replicas }, { parent: this }));
    this.registerOutputs(given<KubernetesRedisCluster>(this, { ...outputsOf(redis), nodesHost: redis.nodesHost }));
  }
}

/** The deployment and its schedules of backups. */
function deployed<Redis extends kubernetes.RedisDeploymentBase>(
  component: string, args: KubernetesDeploymentArgs, parent: pulumi.Resource,
  make: (known: kubernetes.RedisDeploymentArgs) => Redis,
): Redis {
  return converted(component, () => {
    const redis = make(deploymentArgs(args));
    backUp(component, redis, args, parent);
    return redis;
  });
}
