import { requireApart, requireRoutesOf, type RegionalPart } from '../../../lib/aws';
import { namingArguments } from '../shared';

/** What a link connects, once it is known. */
export interface FoundRegions {
  /** Region of the link's provider. */
  readonly here: string;
  /** The home region. */
  readonly home: string;
  /** Addresses of the home region's VPC. */
  readonly cidr: string;
  /** Addresses of the other one's. */
  readonly cidrThere: string;
}

/** @throws Error for a provider of another region, and for networks that no route can lead between */
export function checkLink(component: string, { here, home, cidr, cidrThere }: FoundRegions): void {
  namingArguments(component, () => {
    requireRoutesOf(providerOf(component), here, home, 'home');
    requireApart(cidr, cidrThere, 'vpcId', '`cidrBlock: "10.1.0.0/16"`');
  });
}

/** @param here region of its provider. @param there the other region. @throws Error unless they are the same */
export function checkReturn(component: string, here: string, there: string): void {
  namingArguments(component, () => requireRoutesOf(providerOf(component), here, there, 'other'));
}

/** A component in the words of its errors. */
export function providerOf(path: string): RegionalPart {
  return { prop: 'opts.provider', path, move: 'give it a provider of' };
}
