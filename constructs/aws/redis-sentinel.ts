import type * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { Topology } from '../../lib/model';
import { NodeRole, PLAINTEXT_PORTS, TLS_PORTS } from '../../lib/plan';
import { deploy, endpointsOf } from './deploy';
import { balance } from './primary-load-balancer';
import { importedAccess, type DeploymentAccess } from './redis-deployment-base';
import { RedisSentinelBase, type IRedisSentinel, type RedisSentinelAttributes } from './redis-sentinel-base';
import type { RedisSentinelProps } from './redis-sentinel-props';
import { importedLoadBalancer, type LoadBalancerAccess } from './single-primary-base';

/**
 * One primary, its replicas and Sentinels on EC2, from declared objectives.
 *
 * Each node has an address and a data volume for life; its instance comes from an
 * Auto Scaling group of exactly one in its zone. Plan, peers and agent reach the nodes
 * through an SSM parameter, so changing them replaces no instance. The plan is
 * written beside the template as `<unique id>.redis-ha.json`.
 */
export class RedisSentinel extends RedisSentinelBase {
  /** Imports a deployment of another stack. */
  public static fromRedisSentinelAttributes(scope: Construct, id: string, attrs: RedisSentinelAttributes): IRedisSentinel {
    class Import extends RedisSentinelBase {
      public readonly sentinelEndpoints = attrs.sentinelEndpoints;
      public readonly sentinelPort = attrs.sentinelPort ?? (attrs.tls ? TLS_PORTS : PLAINTEXT_PORTS).sentinel;
      protected readonly _access = importedAccess(attrs);
      protected readonly _loadBalancer = importedLoadBalancer(attrs);
    }
    return new Import(scope, id);
  }

  public readonly sentinelEndpoints: string[];
  public readonly sentinelPort: number;
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

  constructor(scope: Construct, id: string, props: RedisSentinelProps) {
    super(scope, id);
    const deployed = deploy(this, props, () => Topology.sentinel({
      replicas: props.replicas, sentinels: props.sentinels, quorum: props.quorum, placement: props.placement,
    }));
    const { fleet, plan } = deployed;
    this._access = deployed.access;
    this._loadBalancer = balance(this, deployed, props);
    this.role = fleet.role;
    this.planFile = fleet.pointer.planFile;
    this.domainName = deployed.names?.domain;
    this.sentinelPort = plan.ports.sentinel;
    this.sentinelEndpoints = endpointsOf(fleet, plan, NodeRole.SENTINEL, this.sentinelPort);
  }
}
