import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { regionRules } from '../../lib/aws';
import type { RegionEnd } from './home-region';
import type { RouteTarget } from './region-connection';
import { nodeCidrs, routeTablesOf } from './region-network';

export interface RegionOpeningsProps {
  /** Of this stack's region. */
  readonly here: RegionEnd;
  /** Of the other. */
  readonly there: RegionEnd;
  /** Addresses of the other region's VPC. */
  readonly cidrThere: string;
  /** Where its packets go. @default - routes are somebody else's */
  readonly target?: RouteTarget;
  /** Subnets besides the nodes' that are to reach the other region. */
  readonly alsoFrom: ec2.ISubnet[];
  /** For errors: the prop that `here` came from. */
  readonly prop: string;
}

/** One region's way to the other: routes of its subnets, and its nodes' ports for the other's nodes. */
export class RegionOpenings extends Construct {
  constructor(scope: Construct, id: string, props: RegionOpeningsProps) {
    super(scope, id);
    const { here, there, cidrThere, target } = props;
    if (target) {
      const tables = routeTablesOf([...here.subnets, ...props.alsoFrom], props.prop);
      for (const [name, routeTableId] of tables) {
        new ec2.CfnRoute(this, `Route${name}`, { routeTableId, destinationCidrBlock: cidrThere, ...target });
      }
    }
    const groupId = here.fleet.network.securityGroup.securityGroupId;
    for (const cidrIp of nodeCidrs(there.subnets, cidrThere)) {
      for (const { port, lastPort = port, description } of regionRules(here.fleet.plan)) {
        const rule = { groupId, ipProtocol: 'tcp', fromPort: port, toPort: lastPort, cidrIp, description };
        const name = `${port}From${cidrIp === cidrThere ? 'Vpc' : cidrIp.replace(/\W/g, 'x')}`;
        new ec2.CfnSecurityGroupIngress(this, `In${name}`, rule);
        new ec2.CfnSecurityGroupEgress(this, `Out${name}`, rule);
      }
    }
  }
}
