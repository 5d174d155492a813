import type { Construct } from 'constructs';
import { Topology } from '../../lib/model';
import { deploy, type Deployed } from './deploy';
import type { RedisDeploymentProps } from './deployment-props';
import { SinglePrimaryBase, type ISinglePrimaryDeployment } from './single-primary-base';

/** A replication deployment. */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- a name of its own, for what it may offer one day
export interface IRedisReplication extends ISinglePrimaryDeployment {}

/** Properties of RedisReplication. */
export interface RedisReplicationProps extends RedisDeploymentProps {
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
 * One primary and its replicas on Kubernetes, from declared objectives. Nothing fails over by itself: a primary that died
 * comes back at its address with its data, and `redis-ha failover <plan>` moves the role, which a marker outside the volumes
 * remembers.
 *
 * Nodes and objects are as in RedisSentinel.
 */
export class RedisReplication extends SinglePrimaryBase implements IRedisReplication {
  /** @internal */
  protected readonly _deployed: Deployed;

  /** @throws Error that names the prop and this construct's path */
  constructor(scope: Construct, id: string, props: RedisReplicationProps) {
    super(scope, id);
    this._deployed = deploy(this, props, () => Topology.replication({ replicas: props.replicas, cascaded: props.cascaded }));
  }
}
