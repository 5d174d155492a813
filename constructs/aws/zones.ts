import { Stack, Token } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { InvalidInput } from '../../lib/model';

/** The subnets nodes are placed in, one per availability zone, in the order of the plan's zone-1..n. */
export interface Zones {
  readonly subnets: ec2.ISubnet[];
  /** False while names are placeholders of a lookup that has not run yet: nothing may be refused because of them. */
  readonly known: boolean;
}

/** How zones the CDK stands in for until a lookup has run are called. */
const PLACEHOLDER = /^dummy\d/;

/**
 * One subnet per zone. Zones are compared as they will be in the template, so that
 * unresolved ones (an environment-agnostic stack) count as different when their
 * expressions are.
 *
 * @throws InvalidInput when the selection holds no subnet, or all nodes would share one zone
 */
export function zonesOf(scope: Construct, vpc: ec2.IVpc, vpcSubnets?: ec2.SubnetSelection): Zones {
  const selected = vpc.selectSubnets(vpcSubnets).subnets;
  const stack = Stack.of(scope);
  const byZone = new Map<string, ec2.ISubnet>();
  for (const subnet of selected) {
    const zone = JSON.stringify(stack.resolve(subnet.availabilityZone));
    if (!byZone.has(zone)) {
      byZone.set(zone, subnet);
    }
  }
  const subnets = [...byZone.values()];
  const known = !subnets.some(({ availabilityZone: zone }) => !Token.isUnresolved(zone) && PLACEHOLDER.test(zone));
  if (known && subnets.length < 2) {
    throw new InvalidInput('vpcSubnets', `got ${subnets.length} availability zone${subnets.length === 1 ? '' : 's'}: the loss of it would take every node`,
      'select subnets in three zones; in an environment-agnostic stack give the VPC `availabilityZones`, since it would get only two');
  }
  return { subnets, known };
}
