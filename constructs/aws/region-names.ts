import { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { constructId } from './construct-id';
import type { RedisNode } from './redis-node';

export interface RegionNamesProps {
  readonly zoneName: string;
  readonly vpcs: ec2.IVpc[];
  readonly nodes: RedisNode[];
}

/** An address is for life; a node that moves is the exception, and is asked for every half minute. */
const TTL = Duration.seconds(30);

/** A private zone of both VPCs, in which each node of both regions has its name. */
export class RegionNames extends Construct {
  public readonly zone: route53.PrivateHostedZone;

  constructor(scope: Construct, id: string, { zoneName, vpcs, nodes }: RegionNamesProps) {
    super(scope, id);
    const [first, ...others] = vpcs;
    this.zone = new route53.PrivateHostedZone(this, 'Zone', { zoneName, vpc: first!, comment: 'Redis nodes of two regions' });
    others.forEach((vpc) => this.zone.addVpc(vpc));
    for (const node of nodes) {
      new route53.ARecord(this, constructId(node.nodeName), {
        zone: this.zone,
        recordName: node.nodeName,
        target: route53.RecordTarget.fromIpAddresses(node.address),
        ttl: TTL,
      });
    }
  }
}
