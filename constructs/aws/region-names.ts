import { Duration } from 'aws-cdk-lib';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { HOME_REGION, PROMOTION } from '../../lib/plan';
import { constructId } from './construct-id';
import type { RedisNode } from './redis-node';

export interface RegionNamesProps {
  readonly zoneName: string;
  readonly vpcs: ec2.IVpc[];
  readonly nodes: RedisNode[];
  /** Logical name of a region to the nodes its clients begin at: Sentinels, or data nodes where there are none. */
  readonly entrances: Record<string, RedisNode[]>;
}

/** What clients of either region ask for. */
export const ACTIVE = 'active';

/** An address is for life; a node that moves is the exception, and is asked for every half minute. */
const TTL = Duration.seconds(30);

/** A private zone of both VPCs, in which each node of both regions has its name. */
export class RegionNames extends Construct {
  public readonly zone: route53.PrivateHostedZone;

  constructor(scope: Construct, id: string, { zoneName, vpcs, nodes, entrances }: RegionNamesProps) {
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
    for (const [region, entrance] of Object.entries(entrances)) {
      new route53.ARecord(this, constructId(region), {
        zone: this.zone, recordName: region, ttl: TTL,
        target: route53.RecordTarget.fromIpAddresses(...entrance.map(({ address }) => address)),
      });
    }
    // Led to the other region by a promotion, and left there by later deployments: CloudFormation changes a record only when its
    // template does.
    new route53.CnameRecord(this, 'Active', {
      zone: this.zone, recordName: ACTIVE, domainName: `${HOME_REGION}.${zoneName}`, ttl: Duration.seconds(PROMOTION.dns),
    });
  }
}
