import { Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { checkNetworkAccess } from './network-access';
import type { RegionWitness } from './region-witness';

/**
 * Refuses subnets from which nodes could not ask their witness: with `WhenUnsure.STOP_WRITES` their primary would stop taking
 * writes as soon as it cannot hear the other region either, and no promotion could begin.
 *
 * What suffices for everything else does not for a bucket of a third region: endpoints lead to their own region's S3, but for
 * an interface endpoint that names another one. Where the witness is a URL nobody knows what leads to it, and nothing is said.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-cross-region-privatelink-support.html
 */
export function checkWitnessAccess(scope: Construct, vpc: ec2.IVpc, subnets: ec2.ISubnet[], witness: RegionWitness): void {
  const { _region: third } = witness;
  if (third === undefined) {
    return;
  }
  const needed = `a way to replicaRegion.witness, a bucket in ${third}: NAT, or an Interface endpoint of S3 with `
    + `\`serviceRegion: '${third}'\` (endpoints lead to S3 of their own region)`;
  checkNetworkAccess(scope, vpc, subnets, {
    who: 'nodes', missing: () => (vpc instanceof ec2.Vpc && endpointTo(third, vpc) ? undefined : needed),
  });
}

/** Whether the app defines an endpoint for that VPC that leads to S3 of another region. */
function endpointTo(region: string, vpc: ec2.Vpc): boolean {
  const text = (scope: Construct, value: unknown): string => JSON.stringify(Stack.of(scope).resolve(value));
  return vpc.node.root.node.findAll().some((construct) => construct instanceof ec2.CfnVPCEndpoint
    && construct.serviceRegion === region
    && /\.s3"$/.test(text(construct, construct.serviceName))
    && text(construct, construct.vpcId) === text(vpc, vpc.vpcId));
}
