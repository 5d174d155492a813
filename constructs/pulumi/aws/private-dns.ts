import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { NAME_TTL_SECONDS, nodeNames, requireOneZone } from '../../../lib/aws';
import type { DeploymentPlan } from '../../../lib/plan';
import { childName } from '../shared';
import { naming } from './deployment-spec';
import type { RedisNode } from './redis-node';

/** A private zone there is. */
export interface HostedZone {
  readonly zoneId: pulumi.Input<string>;
  /** For example `redis.internal`. */
  readonly name: pulumi.Input<string>;
}

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
  readonly zoneName?: pulumi.Input<string>;
  /**
   * A zone there is. Several deployments may share one.
   *
   * @default - none; give it or `zoneName`
   */
  readonly hostedZone?: HostedZone;
}

export interface NodeNamesArgs {
  readonly dns: PrivateDns;
  readonly vpcId: pulumi.Input<string>;
  readonly plan: DeploymentPlan;
  readonly nodes: RedisNode[];
}

/** Names of nodes and roles in Route 53. */
export class NodeNames {
  /** What every name ends with, `<deployment>.<zone>`. */
  public readonly domain: pulumi.Output<string>;
  readonly #zoneId: pulumi.Input<string>;

  constructor(
    private readonly component: string, { dns, vpcId, plan, nodes }: NodeNamesArgs, private readonly parent: pulumi.Resource,
  ) {
    naming(component, () => requireOneZone(dns.zoneName !== undefined, dns.hostedZone !== undefined));
    const zone = dns.hostedZone
      ?? new aws.route53.Zone(childName(component, 'Dns-Zone'), { name: dns.zoneName, vpcs: [{ vpcId }] }, { parent });
    this.#zoneId = zone.zoneId;
    this.domain = pulumi.interpolate`${plan.name}.${zone.name}`;
    for (const { name, nodes: named } of nodeNames(plan)) {
      new aws.route53.Record(childName(component, `Dns-${name}`), {
        zoneId: this.#zoneId,
        name: pulumi.interpolate`${name}.${this.domain}`,
        type: 'A',
        ttl: NAME_TTL_SECONDS,
        records: nodes.filter((node) => named.includes(node.nodeName)).map((node) => node.address),
      }, { parent });
    }
  }

  /**
   * Gives the load balancer a name.
   *
   * @param role `primary` or `replicas`
   * @returns the whole name
   */
  public alias(role: string, loadBalancer: aws.lb.LoadBalancer): pulumi.Output<string> {
    const name = pulumi.interpolate`${role}.${this.domain}`;
    new aws.route53.Record(childName(this.component, `Dns-${role}`), {
      zoneId: this.#zoneId,
      name,
      type: 'A',
      aliases: [{ name: loadBalancer.dnsName, zoneId: loadBalancer.zoneId, evaluateTargetHealth: false }],
    }, { parent: this.parent });
    return name;
  }
}
