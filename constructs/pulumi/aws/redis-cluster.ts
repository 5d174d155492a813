import type * as pulumi from '@pulumi/pulumi';
import { Topology } from '../../../lib/model';
import { deploy } from './deploy';
import type { RedisDeploymentArgs } from './deployment-args';
import type { IRedisDeployment, RedisClusterAttributes } from './deployment-attributes';
import { ImportedDeployment } from './imported-deployment';
import { RedisDeployment } from './redis-deployment';
import { tagged } from './tagged';

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

/** The topology that was declared. @throws InvalidInput */
export function clusterTopology({ shards, replicas }: Pick<RedisClusterArgs, 'shards' | 'replicas'>): Topology {
  return Topology.cluster({ shards, replicas });
}

/**
 * A Cluster on EC2, from declared objectives: shards that share the keys, each a primary with replicas, that fail over by
 * themselves. It forms itself from the plan; nobody creates it. A client that knows Cluster begins at any of `nodeEndpoints`.
 *
 * Nodes are as in RedisSentinel and called `shard-<s>-<n>`, whatever their role.
 */
export class RedisCluster extends RedisDeployment {
  /**
   * A Cluster of another program.
   *
   * @param name that rules and grants begin with here
   * @param opts of rules and grants
   */
  public static fromRedisClusterAttributes(
    name: string, attributes: RedisClusterAttributes, opts?: pulumi.CustomResourceOptions,
  ): IRedisDeployment {
    return new ImportedDeployment(name, attributes, opts, attributes.shards);
  }

  constructor(name: string, args: RedisClusterArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha-constructs:aws:RedisCluster', name, (parent) => deploy(name, parent, args, () => clusterTopology(args)),
      tagged(args.tags, opts));
    this.registerOutputs({
      deploymentName: this.deploymentName, nodeEndpoints: this.nodeEndpoints, shards: this.shards,
      caCertificate: this.caCertificate, domainName: this.domainName,
    });
  }
}
