import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';

/** A zone of the plan on this account: the plan's are numbered in the same order. */
export interface Zone {
  readonly subnetId: pulumi.Output<string>;
  readonly availabilityZone: pulumi.Output<string>;
}

/** Zones of the subnets. Where two are in one, the program ends as soon as that is known, which may be during the deployment. */
export function zonesOf(component: string, subnetIds: pulumi.Input<string>[], parent: pulumi.Resource): Zone[] {
  const found = subnetIds.map((id) => aws.ec2.getSubnetOutput({ id }, { parent }).availabilityZone);
  const checked = pulumi.all(found).apply((zones) => requireOwnZones(component, zones));
  return subnetIds.map((id, index) => ({
    subnetId: pulumi.output(id), availabilityZone: checked.apply((zones) => zones[index]!),
  }));
}

/** @throws Error when two subnets are in one zone, whose loss would take more nodes than the plan says */
export function requireOwnZones(component: string, zones: string[]): string[] {
  const twice = zones.find((zone, index) => zones.indexOf(zone) !== index);
  if (twice !== undefined) {
    throw new Error(`${component}: subnetIds: two are in ${twice}; give one for each zone`);
  }
  return zones;
}
