import type * as pulumi from '@pulumi/pulumi';
import { policyArnOfNamed, refuseUncopiedCertificates, type RegionNaming } from '../../../lib/aws';
import { givenCertificates, type NodeCertificates } from './node-certificates';
import { arnOf, type Place } from './place';

/** Where the home region's certificates are in the other region. */
export interface ReplicatedCertificates {
  readonly names: RegionNaming;
  /** Whether they come from the deployment's own authority, which copies them. */
  readonly ownAuthority: boolean;
  /** ARN of the copy, where it is made by whoever issues them. */
  readonly given?: pulumi.Input<string>;
  readonly place: Place;
}

/**
 * The home region's certificates as they are in the other region: one certificate serves both, since what is checked is the
 * server name and not an address.
 *
 * @throws InvalidInput for certificates of which nobody says where they are here
 */
export function replicatedCertificates({ names, ownAuthority, given, place }: ReplicatedCertificates): NodeCertificates {
  if (given !== undefined) {
    return givenCertificates(given);
  }
  if (!ownAuthority) {
    return refuseUncopiedCertificates();
  }
  const named = (what: string): pulumi.Output<string> => arnOf(place, 'secretsmanager', `secret:${names.secretName(what)}`);
  return {
    ...givenCertificates(named('certificate')),
    policyArn: named('certificate').apply(policyArnOfNamed),
    caSecretArn: named('ca'),
    caPolicyArn: named('ca').apply(policyArnOfNamed),
  };
}
