import type { Construct } from 'constructs';
import { deploymentNames } from '../../lib/manifests';
import { Topology } from '../../lib/model';
import { deploy, type Deployed } from './deploy';
import type { RedisDeploymentProps } from './deployment-props';
import { RedisDeploymentBase, type IRedisDeployment } from './redis-deployment-base';

/** A Cluster. A client that knows Cluster begins at any of `nodeHosts`. */
export interface IRedisCluster extends IRedisDeployment {
  /** Service that leads to any ready node, for a client that takes one address only and learns the others from it. */
  readonly nodesServiceName: string;
  /** Host name of that Service. */
  readonly nodesHost: string;
}

/** Properties of RedisCluster. */
export interface RedisClusterProps extends RedisDeploymentProps {
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
export class RedisCluster extends RedisDeploymentBase implements IRedisCluster {
  /** @internal */
  protected readonly _deployed: Deployed;

  /** @throws Error that names the prop and this construct's path */
  constructor(scope: Construct, id: string, props: RedisClusterProps) {
    super(scope, id);
    this._deployed = deploy(this, props, () => Topology.cluster({ shards: props.shards, replicas: props.replicas }));
  }

  public get nodesServiceName(): string {
    return deploymentNames(this.plan.name).nodes;
  }

  public get nodesHost(): string {
    return this._host(this.nodesServiceName);
  }
}
