import { Names, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { requireApart as requireNetworksApart } from '../../lib/aws';
import { InvalidInput } from '../../lib/model';

/**
 * The addresses of a VPC: a literal where the app knows it.
 *
 * @param prop for the error, what the user gave the VPC as
 */
export function cidrOf(vpc: ec2.IVpc, prop: string): string {
  if (vpc instanceof ec2.Vpc) {
    const { cidrBlock } = vpc.node.defaultChild as ec2.CfnVPC;
    return cidrBlock !== undefined && !Token.isUnresolved(cidrBlock) ? cidrBlock : vpc.vpcCidrBlock;
  }
  try {
    return vpc.vpcCidrBlock;
  } catch {
    throw new InvalidInput(prop, `the imported VPC ${vpc.node.path} says nothing about its addresses`, 'import it with vpcCidrBlock');
  }
}

/** Refuses networks that no route can lead from one to the other, where both are known. */
export function requireApart(home: string, replica: string): void {
  if (!Token.isUnresolved(home) && !Token.isUnresolved(replica)) {
    requireNetworksApart(home, replica, 'vpc', '`ipAddresses: ec2.IpAddresses.cidr("10.1.0.0/16")`');
  }
}

/** What is opened between the nodes of two regions: the addresses of their subnets, where all are known, else of the VPC. */
export function nodeCidrs(subnets: ec2.ISubnet[], vpcCidr: string): string[] {
  try {
    const cidrs = subnets.map((subnet) => subnet.ipv4CidrBlock);
    return cidrs.some((cidr) => Token.isUnresolved(cidr)) ? [vpcCidr] : cidrs;
  } catch {
    return [vpcCidr]; // imported without
  }
}

/** The route tables of subnets, each once, by an id that stays when others come and go. */
export function routeTablesOf(subnets: ec2.ISubnet[], prop: string): Map<string, string> {
  const tables = new Map<string, string>();
  for (const subnet of subnets) {
    const table = routeTableOf(subnet, prop);
    if (![...tables.values()].includes(table)) {
      tables.set(Names.nodeUniqueId(subnet.node), table);
    }
  }
  return tables;
}

function routeTableOf(subnet: ec2.ISubnet, prop: string): string {
  const table = subnet.routeTable?.routeTableId;
  if (table === undefined) {
    throw new InvalidInput(prop, `the route table of the imported subnet ${subnet.node.path} is not known`,
      'import the VPC with its route tables (privateSubnetRouteTableIds), or use RegionConnection.routed() and make the routes yourself');
  }
  return table;
}
