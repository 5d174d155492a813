import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { activeName, REGION_ZONE, regionNames } from '../../../lib/aws';
import type { DeploymentPlan } from '../../../lib/plan';
import { childName } from '../shared';

export interface RegionZoneArgs {
  readonly zoneName: string;
  /** The home region's VPC first. */
  readonly vpcs: aws.types.input.route53.ZoneVpc[];
  readonly plan: DeploymentPlan;
  /** Of a node of either region. */
  readonly addressOf: (node: string) => pulumi.Output<string>;
}

/** A private zone of both VPCs, in which each node of both regions has its name. */
export function regionZone(component: string, args: RegionZoneArgs, parent: pulumi.Resource): aws.route53.Zone {
  const { zoneName: name, vpcs, plan, addressOf } = args;
  const zone = new aws.route53.Zone(childName(component, 'Names-Zone'), { name, vpcs, comment: REGION_ZONE.comment }, { parent });
  const { zoneId } = zone;
  for (const { name: record, nodes } of regionNames(plan)) {
    new aws.route53.Record(childName(component, `Names-${record}`), {
      zoneId, name: `${record}.${name}`, type: 'A', ttl: REGION_ZONE.ttlSeconds, records: nodes.map(addressOf),
    }, { parent });
  }
  const active = activeName(name);
  new aws.route53.Record(childName(component, 'Names-Active'), {
    zoneId, name: `${active.name}.${name}`, type: 'CNAME', ttl: active.ttlSeconds, records: [active.target],
    // Led to the other region by a promotion, and left there by later updates, also after `pulumi refresh` has seen it.
  }, { parent, ignoreChanges: ['records'] });
  return zone;
}
