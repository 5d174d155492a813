import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { RegionEnd } from './home-region';

/**
 * What a link has to know of one region. A program may give it to another as an output of its stack: there is no secret in it.
 */
export interface RegionLinkEnd {
  readonly region: pulumi.Input<string>;
  readonly vpcId: pulumi.Input<string>;
  /** Addresses of the VPC, for example `10.0.0.0/16`. */
  readonly vpcCidr: pulumi.Input<string>;
  /** Zone of the plan to the addresses of the nodes' subnet there. */
  readonly zoneCidrs: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** The nodes'. */
  readonly securityGroupId: pulumi.Input<string>;
  /** Node to its address. */
  readonly addresses: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /** Value of the tag `redis-ha:deployment` on the nodes. */
  readonly deploymentTag: pulumi.Input<string>;
}

type Names<T> = { [Key in keyof T]: T[Key] extends pulumi.Input<string> ? Key : never }[keyof T];

/** An end that this program makes. What there is to be asked is asked in its region. */
export function linkEnd({ vpcId, subnetIds, fleet, region, parent }: RegionEnd): RegionLinkEnd {
  const zones = fleet.plan.failureDomains.map((zone, index): [string, pulumi.Output<string>] =>
    [zone, aws.ec2.getSubnetOutput({ id: subnetIds[index]! }, { parent }).cidrBlock]);
  return {
    region,
    vpcId,
    vpcCidr: aws.ec2.getVpcOutput({ id: vpcId }, { parent }).cidrBlock,
    zoneCidrs: Object.fromEntries(zones),
    securityGroupId: fleet.network.securityGroup.id,
    addresses: Object.fromEntries(fleet.nodes.map(({ nodeName, address }) => [nodeName, address])),
    deploymentTag: fleet.deploymentTag,
  };
}

/** One value of an end, wherever the end comes from. */
export function ofEnd(end: pulumi.Input<RegionLinkEnd>, key: Names<RegionLinkEnd>): pulumi.Output<string> {
  return isKnown(end) ? pulumi.output(end[key]) : pulumi.output(end).apply((known) => known[key]);
}

/**
 * One value of several. Of an end that this program makes it waits for nothing else: a node that is new says nothing about the
 * others in a preview.
 *
 * @throws Error where the end of another program lacks it
 */
export function memberOfEnd(
  component: string, end: pulumi.Input<RegionLinkEnd>, key: 'zoneCidrs' | 'addresses', member: string,
): pulumi.Output<string> {
  const members = isKnown(end) ? end[key] : undefined;
  if (members !== undefined && isKnown(members)) {
    return pulumi.output(members[member]!);
  }
  return pulumi.output(end).apply((known) => requireMember(component, key, known[key], member));
}

/** @throws Error where the end of another program lacks it */
export function requireMember(component: string, key: string, members: Record<string, string>, member: string): string {
  const value: string | undefined = members[member];
  if (value === undefined) {
    throw new Error(`${component}: home: its ${key} say nothing of ${member}; deploy the home region's program, then this one`);
  }
  return value;
}

function isKnown<T>(value: pulumi.Input<T>): value is T {
  return !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}
