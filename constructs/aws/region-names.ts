import { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { activeName, REGION_ZONE, regionNames } from '../../lib/aws';
import type { DeploymentPlan } from '../../lib/plan';
import { constructId } from './construct-id';
import type { RedisNode } from './redis-node';

export interface RegionNamesProps {
  readonly zoneName: string;
  readonly vpcs: ec2.IVpc[];
  readonly plan: DeploymentPlan;
  /** Of both regions. */
  readonly nodes: RedisNode[];
}

/** A private zone of both VPCs, in which each node of both regions has its name. */
export class RegionNames extends Construct {
  public readonly zone: route53.PrivateHostedZone;

  constructor(scope: Construct, id: string, { zoneName, vpcs, plan, nodes }: RegionNamesProps) {
    super(scope, id);
    const [first, ...others] = vpcs;
    this.zone = new route53.PrivateHostedZone(this, 'Zone', { zoneName, vpc: first!, comment: REGION_ZONE.comment });
    others.forEach((vpc) => this.zone.addVpc(vpc));
    for (const { name: recordName, nodes: named } of regionNames(plan)) {
      const addresses = nodes.filter(({ nodeName }) => named.includes(nodeName)).map(({ address }) => address);
      new route53.ARecord(this, constructId(recordName), {
        zone: this.zone,
        recordName,
        target: route53.RecordTarget.fromIpAddresses(...addresses),
        ttl: Duration.seconds(REGION_ZONE.ttlSeconds),
      });
    }
    // Led to the other region by a promotion, and left there by later deployments: CloudFormation changes a record only when its
    // template does.
    const { name: recordName, target: domainName, ttlSeconds } = activeName(zoneName);
    new route53.CnameRecord(this, 'Active', { zone: this.zone, recordName, domainName, ttl: Duration.seconds(ttlSeconds) });
  }
}
