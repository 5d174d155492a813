import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/** Who is to reach AWS, and what they need. */
export interface NetworkUser {
  /** Plural, for example `nodes`. */
  readonly who: string;
  /** What is missing where these endpoints are and nothing else, for people; undefined when nothing is. */
  missing(present: string[]): string | undefined;
}

/**
 * Refuses subnets from which somebody could not reach what they need.
 *
 * Known at synth: for a VPC of this app, whether a subnet has a way out (NAT, or any
 * route the VPC construct counts as egress) and which endpoints the app defines for
 * it. Not known: routes and endpoints of a VPC that is imported or looked up (a
 * warning lists what is needed), endpoint policies, and proxies.
 *
 * Checked when the app is synthesized, so that endpoints may be added afterwards.
 */
export function checkNetworkAccess(scope: Construct, vpc: ec2.IVpc, subnets: ec2.ISubnet[], user: NetworkUser): void {
  const { who } = user;
  const withEgress = new Set(vpc.privateSubnets.map((subnet) => subnet.node.path));
  const without = subnets.filter((subnet) => !withEgress.has(subnet.node.path));
  if (without.length === 0) {
    return;
  }
  const names = without.map((subnet) => subnet.node.path).join(', ');
  if (!(vpc instanceof ec2.Vpc)) {
    const needed = user.missing([]);
    Annotations.of(scope).addWarningV2('redis-ha-constructs:endpointsUnknown',
      `vpcSubnets: ${names} have no NAT and the endpoints of an imported VPC cannot be seen here; the ${who} need ${needed}`);
    return;
  }
  scope.node.addValidation({
    validate: () => {
      const missing = user.missing(endpointServices(vpc));
      return missing === undefined ? [] : [
        `vpcSubnets: ${names} have no way out (${who} get no public address), so the ${who} need ${missing}; `
          + 'add them, or select subnets with NAT',
      ];
    },
  });
}

/** Last part of the service name of every endpoint the app defines for that VPC and that leads to its own region. */
function endpointServices(vpc: ec2.Vpc): string[] {
  return vpc.node.root.node.findAll()
    .filter((construct): construct is ec2.CfnVPCEndpoint => construct instanceof ec2.CfnVPCEndpoint)
    .filter((endpoint) => resolved(endpoint, endpoint.vpcId) === resolved(vpc, vpc.vpcId))
    .filter((endpoint) => !leadsElsewhere(endpoint))
    .map((endpoint) => /([a-z0-9-]+)[^a-z0-9-]*$/.exec(resolved(endpoint, endpoint.serviceName))?.[1] ?? '');
}

/** Whether it is known to be one for a service in another region: there, for example, are none of the own region's buckets. */
function leadsElsewhere(endpoint: ec2.CfnVPCEndpoint): boolean {
  const { region } = Stack.of(endpoint);
  const { serviceRegion } = endpoint;
  const known = serviceRegion !== undefined && !Token.isUnresolved(serviceRegion) && !Token.isUnresolved(region);
  return known && serviceRegion !== region;
}

function resolved(scope: Construct, value: unknown): string {
  return JSON.stringify(Stack.of(scope).resolve(value));
}
