import type * as pulumi from '@pulumi/pulumi';
import { Topology } from '../../../lib/model';
import type { ISinglePrimaryDeployment, SinglePrimaryAttributes } from './deployment-attributes';
import { ImportedSinglePrimary } from './imported-deployment';
import { SinglePrimary, type SinglePrimaryArgs } from './single-primary';

/** Arguments of RedisReplication. */
export interface RedisReplicationArgs extends SinglePrimaryArgs {
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

/** The topology that was declared. @throws InvalidInput */
export function replicationTopology({ replicas, cascaded }: Pick<RedisReplicationArgs, 'replicas' | 'cascaded'>): Topology {
  return Topology.replication({ replicas, cascaded });
}

/**
 * One primary and its replicas on EC2, from declared objectives. Nothing fails over by itself: a primary that died comes back at
 * its address with its data, and `redis-ha failover <plan>` moves the role, which a marker outside the volumes remembers.
 *
 * Nodes are as in RedisSentinel. Clients reach whoever is primary through `loadBalancer`.
 */
export class RedisReplication extends SinglePrimary {
  /**
   * A deployment of another program.
   *
   * @param name that rules and grants begin with here
   * @param opts of rules and grants
   */
  public static fromRedisReplicationAttributes(
    name: string, attributes: SinglePrimaryAttributes, opts?: pulumi.CustomResourceOptions,
  ): ISinglePrimaryDeployment {
    return new ImportedSinglePrimary(name, attributes, opts);
  }

  constructor(name: string, args: RedisReplicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha-constructs:aws:RedisReplication', name, args, () => replicationTopology(args), opts);
    this.registerOutputs({
      deploymentName: this.deploymentName, nodeEndpoints: this.nodeEndpoints, primaryEndpoint: this.primaryEndpoint,
      replicasEndpoint: this.replicasEndpoint, caCertificate: this.caCertificate, domainName: this.domainName,
    });
  }
}
