import type * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { CLIENT_RULES } from '../../../lib/aws';
import type { Topology } from '../../../lib/model';
import { deploy } from './deploy';
import type { RedisDeploymentArgs } from './deployment-args';
import type { ISinglePrimaryDeployment } from './deployment-attributes';
import type { PrimaryLoadBalancer } from './primary-load-balancer';
import { RedisDeployment } from './redis-deployment';
import { tagged } from './tagged';

/** Arguments of a deployment with one primary. */
export interface SinglePrimaryArgs extends RedisDeploymentArgs {
  /**
   * A fixed address for whoever is primary, and one for readers, for clients that know neither Sentinel nor roles.
   *
   * A convenience and no fence: it notices a change of roles some 10 to 20 s late and, when no node is healthy, as
   * during every failover, sends connections to any of them. What keeps two primaries from taking writes is Redis' own
   * (`min-replicas-to-write`, closed connections) and the agents'. See docs/endpoints.md.
   *
   * @default - none
   */
  readonly loadBalancer?: PrimaryLoadBalancer;
}

/** What deployments with one primary have in common. */
export abstract class SinglePrimary extends RedisDeployment implements ISinglePrimaryDeployment {
  /**
   * `name:port` at which whoever is primary answers; undefined without a load balancer. During a failover nobody or a
   * node that refuses writes may answer there.
   */
  public readonly primaryEndpoint?: pulumi.Output<string>;
  /** `name:port` at which a ready replica answers; undefined without a load balancer that has a listener for readers. */
  public readonly replicasEndpoint?: pulumi.Output<string>;
  /** Security group of the load balancer; undefined without one. */
  public readonly loadBalancerSecurityGroup?: aws.ec2.SecurityGroup;

  protected constructor(
    type: string, name: string, args: SinglePrimaryArgs, topology: () => Topology, opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, (parent) => deploy(name, parent, args, topology), tagged(args.tags, opts));
    const { loadBalancer } = this._made();
    this.primaryEndpoint = loadBalancer?.primaryEndpoint;
    this.replicasEndpoint = loadBalancer?.replicasEndpoint;
    this.loadBalancerSecurityGroup = loadBalancer?.securityGroup;
  }

  /** Nodes and load balancer. */
  public override allowClients(client: string, securityGroupId: pulumi.Input<string>): void {
    super.allowClients(client, securityGroupId);
    const { loadBalancer } = this._made();
    if (loadBalancer) {
      this.allow(client, securityGroupId, loadBalancer.ports, CLIENT_RULES.redis, loadBalancer.securityGroup, 'Load-Balancer-Clients');
    }
  }
}
