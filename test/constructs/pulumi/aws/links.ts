import type { ProviderResource } from '@pulumi/pulumi';
import {
  RegionLink, RegionLinkReturn, type RegionLinkArgs, type RegionLinkReturnArgs, type ReplicaRegion,
} from '../../../../constructs/pulumi/aws';
import type { Recorded, RecordedRun } from '../recorded';
import { answering, twoRegions, type RegionsInput } from './regions';

/** Addresses as the CDK gives them to private subnets of three zones. */
const BLOCKS: Record<string, string> = { a: '96', b: '128', c: '160' };
const OTHERS = /other/;

/** Addresses of networks besides what AWS would answer. */
export function answeringWithAddresses(): NonNullable<RecordedRun['answer']> {
  return (token, inputs, provider) => {
    const said = answering()(token, inputs, provider);
    switch (token) {
      case 'aws:ec2/getVpc:getVpc':
        return { ...said, cidrBlock: `10.${OTHERS.test(inputs.id) ? 1 : 0}.0.0/16` };
      case 'aws:ec2/getSubnet:getSubnet':
        return { ...said, cidrBlock: `10.${OTHERS.test(inputs.id) ? 1 : 0}.${BLOCKS[inputs.id.at(-1)]}.0/19` };
      default:
        return said;
    }
  };
}

/** Route tables of private subnets. */
export const TABLES = { home: ['rtb-home-a', 'rtb-home-b', 'rtb-home-c'], other: ['rtb-other-a', 'rtb-other-b', 'rtb-other-c'] };

/** The provider of the other region. */
export function there(replica: ReplicaRegion): { readonly provider: ProviderResource } {
  return { provider: replica.getProvider('aws:ec2/route:Route')! };
}

export interface LinkedInput extends RegionsInput {
  readonly link?: Partial<RegionLinkArgs>;
  readonly back?: Partial<RegionLinkReturnArgs>;
}

/** What a user with two regions in one program writes, the link included. */
export function linked(
  input: LinkedInput = {}, run: RecordedRun = {}, more?: (link: RegionLink, replica: ReplicaRegion) => unknown,
): Promise<Recorded> {
  return twoRegions(input, { answer: answeringWithAddresses(), ...run }, (_, replica) => {
    const link = new RegionLink('link', { replica, routeTableIds: TABLES.home, ...input.link });
    new RegionLinkReturn('return', { link, routeTableIds: TABLES.other, ...input.back }, there(replica));
    return more?.(link, replica);
  });
}
