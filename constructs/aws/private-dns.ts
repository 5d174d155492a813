import { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as elbv2 from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { LoadBalancerTarget } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import { NAME_TTL_SECONDS, nodeNames, requireOneZone } from '../../lib/aws';
import type { DeploymentPlan } from '../../lib/plan';
import { constructId } from './construct-id';
import type { RedisNode } from './redis-node';

/**
 * A private hosted zone for stable names: `<node>.<deployment>.<zone>` for each node, `nodes.<deployment>.<zone>` for
 * all data nodes, and, with a load balancer, `primary.` and `replicas.` in front of `<deployment>.<zone>`.
 */
export interface PrivateDns {
  /**
   * Name of a zone of the deployment's own, for example `redis.internal`, visible in its VPC.
   *
   * @default - none; give it or `hostedZone`
   */
  readonly zoneName?: string;
  /**
   * A zone there is. Several deployments may share one.
   *
   * @default - none; give it or `zoneName`
   */
  readonly hostedZone?: route53.IPrivateHostedZone;
}

export interface NodeNamesProps extends PrivateDns {
  readonly vpc: ec2.IVpc;
  readonly plan: DeploymentPlan;
  readonly nodes: RedisNode[];
}

/** Names of nodes and roles in Route 53. */
export class NodeNames extends Construct {
  /** What every name ends with, `<deployment>.<zone>`. */
  public readonly domain: string;
  readonly #zone: route53.IPrivateHostedZone;
  readonly #deployment: string;

  constructor(scope: Construct, id: string, props: NodeNamesProps) {
    super(scope, id);
    const { plan } = props;
    this.#deployment = plan.name;
    this.#zone = this.zone(props);
    this.domain = `${plan.name}.${this.#zone.zoneName}`;
    for (const { name, nodes } of nodeNames(plan)) {
      this.record(constructId(name), name,
        props.nodes.filter((node) => nodes.includes(node.nodeName)).map((node) => node.address));
    }
  }

  /**
   * Gives the load balancer a name.
   *
   * @param role `primary` or `replicas`
   * @returns the whole name
   */
  public alias(role: string, loadBalancer: elbv2.NetworkLoadBalancer): string {
    new route53.ARecord(this, role.charAt(0).toUpperCase() + role.slice(1), {
      zone: this.#zone,
      recordName: `${role}.${this.#deployment}`,
      target: route53.RecordTarget.fromAlias(new LoadBalancerTarget(loadBalancer)),
    });
    return `${role}.${this.domain}`;
  }

  private record(id: string, name: string, addresses: string[]): void {
    new route53.ARecord(this, id, {
      zone: this.#zone,
      recordName: `${name}.${this.#deployment}`,
      target: route53.RecordTarget.fromIpAddresses(...addresses),
      ttl: Duration.seconds(NAME_TTL_SECONDS),
    });
  }

  private zone({ zoneName, hostedZone, vpc }: NodeNamesProps): route53.IPrivateHostedZone {
    requireOneZone(zoneName !== undefined, hostedZone !== undefined);
    return hostedZone ?? new route53.PrivateHostedZone(this, 'Zone', { vpc, zoneName: zoneName! });
  }
}
