import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { Topology } from '../../lib/model';
import { deploy } from './deploy';
import type { RedisDeploymentProps } from './deployment-props';
import {
  importedAccess, RedisDeploymentBase, type DeploymentAccess, type IRedisDeployment, type RedisDeploymentAttributes,
} from './redis-deployment-base';

/** A Cluster, of this stack or another. A client that knows Cluster begins at any of `nodeEndpoints`. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- a name of its own, for what it may offer one day
export interface IRedisCluster extends IRedisDeployment {}

/** What an existing Cluster is imported by. */
export interface RedisClusterAttributes extends RedisDeploymentAttributes {
  readonly shards: number;
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
 * A Cluster on EC2, from declared objectives: shards that share the keys, each a primary
 * with replicas, that fail over by themselves. It forms itself from the plan; nobody
 * creates it.
 *
 * Nodes are as in RedisSentinel and called `shard-<s>-<n>`, whatever their role. One stack
 * holds up to 60 of them: each is four resources, and what they share is twenty-nine. Nodes
 * are created and replaced one after the other, some minutes each.
 */
export class RedisCluster extends RedisDeploymentBase implements IRedisCluster {
  /** Imports a Cluster of another stack. */
  public static fromRedisClusterAttributes(scope: Construct, id: string, attrs: RedisClusterAttributes): IRedisCluster {
    class Import extends RedisDeploymentBase implements IRedisCluster {
      protected readonly _access = importedAccess(attrs, attrs.shards);
    }
    return new Import(scope, id);
  }

  /** Role of the nodes. */
  public readonly role: iam.IRole;
  /** Path of the plan beside the template. */
  public readonly planFile: string;
  /** What every name in `dns` ends with; undefined without `dns`. */
  public readonly domainName?: string;
  /** @internal */
  protected readonly _access: DeploymentAccess;

  constructor(scope: Construct, id: string, props: RedisClusterProps) {
    super(scope, id);
    const deployed = deploy(this, props, () => Topology.cluster({ shards: props.shards, replicas: props.replicas }));
    this._access = deployed.access;
    this.role = deployed.fleet.role;
    this.planFile = deployed.fleet.pointer.planFile;
    this.domainName = deployed.names?.domain;
  }
}
