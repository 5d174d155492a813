import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { regionRules } from '../../../lib/aws';
import type { DeploymentPlan } from '../../../lib/plan';
import { childName } from '../shared';

export interface RegionOpeningsArgs {
  /** What the rules' names have between the component's and the port, for example `Home`. */
  readonly id: string;
  /** As this region's nodes see it. */
  readonly plan: DeploymentPlan;
  /** Of this region's nodes. */
  readonly securityGroupId: pulumi.Input<string>;
  /** Addresses of the other region's nodes: blocks of their subnets, or that of the VPC, by what rules are to be called after. */
  readonly from: Record<string, pulumi.Input<string>>;
}

/** Opens the ports that members use among themselves to the other region's nodes, in both directions. */
export function regionOpenings(
  component: string, { id, plan, securityGroupId, from }: RegionOpeningsArgs, parent: pulumi.Resource,
): pulumi.Resource[] {
  const rules = regionRules(plan);
  return Object.entries(from).flatMap(([name, cidrIpv4]) => rules.flatMap(({ port, lastPort = port, description }) => {
    const rule = { securityGroupId, cidrIpv4, ipProtocol: 'tcp', fromPort: port, toPort: lastPort, description };
    return [
      new aws.vpc.SecurityGroupIngressRule(childName(component, `${id}-In-${port}-From-${name}`), rule, { parent }),
      new aws.vpc.SecurityGroupEgressRule(childName(component, `${id}-Out-${port}-To-${name}`), rule, { parent }),
    ];
  }));
}
