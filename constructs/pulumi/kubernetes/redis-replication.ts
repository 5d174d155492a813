import type * as pulumi from '@pulumi/pulumi';
import { Topology } from '../../../lib/model';
import { allPlain } from '../shared';
import type { RedisDeploymentArgs } from './deployment-args';
import { SinglePrimaryBase } from './single-primary-base';

/** Arguments of RedisReplication. */
export interface RedisReplicationArgs extends RedisDeploymentArgs {
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
export class RedisReplication extends SinglePrimaryBase {
  /** @throws Error that names the component and the argument */
  constructor(name: string, args: RedisReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super('RedisReplication', name, args, () => Topology.replication(allPlain({ replicas: args.replicas, cascaded: args.cascaded })), opts);
    this.registerOutputs(this._outputs());
  }
}
