import type * as pulumi from '@pulumi/pulumi';
import { deploymentNames } from '../../../lib/manifests';
import { Topology } from '../../../lib/model';
import { allPlain } from '../shared';
import type { RedisDeploymentArgs } from './deployment-args';
import { RedisDeploymentBase } from './redis-deployment-base';

/** Arguments of RedisCluster. */
export interface RedisClusterArgs extends RedisDeploymentArgs {
  /**
   * Shards, and so primaries: at least 3. More of them are added and fewer left with `redis-ha cluster scale`, which moves
   * the keys: a new shard begins without any, and one may only be taken away when it holds none.
   *
   * @default 3
   */
  readonly shards?: number;
  /**
   * Replicas of each shard. With 0 the loss of a node is the loss of its slots until it returns.
   *
   * @default 1
   */
  readonly replicas?: number;
}

/**
 * A Cluster on Kubernetes, from declared objectives: shards that share the keys, each a primary with replicas, that fail over
 * by themselves. It forms itself from the plan; nobody creates it.
 *
 * Nodes and objects are as in RedisSentinel; each shard is a StatefulSet of its own.
 */
export class RedisCluster extends RedisDeploymentBase {
  /** Service that leads to any ready node, for a client that takes one address only and learns the others from it. */
  public readonly nodesServiceName: string;
  /** Host name of that Service. */
  public readonly nodesHost: pulumi.Output<string>;

  /** @throws Error that names the component and the argument */
  constructor(name: string, args: RedisClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super('RedisCluster', name, args, () => Topology.cluster(allPlain({ shards: args.shards, replicas: args.replicas })), opts);
    this.nodesServiceName = deploymentNames(this.deploymentName).nodes;
    this.nodesHost = this._host(this.nodesServiceName);
    const { nodesServiceName, nodesHost } = this;
    this.registerOutputs({ ...this._outputs(), nodesServiceName, nodesHost });
  }
}
