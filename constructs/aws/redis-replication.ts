import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { Topology } from '../../lib/model';
import { deploy } from './deploy';
import { balance } from './primary-load-balancer';
import { importedAccess, type DeploymentAccess } from './redis-deployment-base';
import {
  importedLoadBalancer, SinglePrimaryBase, type ISinglePrimaryDeployment, type LoadBalancerAccess, type SinglePrimaryAttributes,
  type SinglePrimaryProps,
} from './single-primary-base';

/** A replication deployment, of this stack or another. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- a name of its own, for what it may offer one day
export interface IRedisReplication extends ISinglePrimaryDeployment {}

/** Properties of RedisReplication. */
export interface RedisReplicationProps extends SinglePrimaryProps {
  /**
   * Replicas besides the primary. Each is a node of its own.
   *
   * @default 1
   */
  readonly replicas?: number;
  /**
   * How many of the replicas copy from another replica instead of from the primary, to spare it their traffic. They are
   * further behind and never chosen while a direct one is there.
   *
   * @default 0
   */
  readonly cascaded?: number;
}

/**
 * One primary and its replicas on EC2, from declared objectives. Nothing fails over by
 * itself: a primary that died comes back at its address with its data, and
 * `redis-ha failover <plan>` moves the role, which a marker outside the volumes remembers.
 *
 * Nodes are as in RedisSentinel. Clients reach whoever is primary through `loadBalancer`.
 */
export class RedisReplication extends SinglePrimaryBase implements IRedisReplication {
  /** Imports a deployment of another stack. */
  public static fromRedisReplicationAttributes(scope: Construct, id: string, attrs: SinglePrimaryAttributes): IRedisReplication {
    class Import extends SinglePrimaryBase implements IRedisReplication {
      protected readonly _access = importedAccess(attrs);
      protected readonly _loadBalancer = importedLoadBalancer(attrs);
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
  /** @internal */
  protected readonly _loadBalancer?: LoadBalancerAccess;

  constructor(scope: Construct, id: string, props: RedisReplicationProps) {
    super(scope, id);
    const deployed = deploy(this, props, () => Topology.replication({ replicas: props.replicas, cascaded: props.cascaded }));
    this._access = deployed.access;
    this._loadBalancer = balance(this, deployed, props);
    this.role = deployed.fleet.role;
    this.planFile = deployed.fleet.pointer.planFile;
    this.domainName = deployed.names?.domain;
  }
}
