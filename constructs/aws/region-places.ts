import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { requireThreePlaces as requirePlaces } from '../../lib/aws';
import { InvalidInput } from '../../lib/model';
import type { ReplicaRegionOptions } from './replica-region-options';

/**
 * Refuses a second region that is the first one, and a witness that would be lost with either.
 *
 * @throws InvalidInput that names the prop
 */
export function requireThreePlaces(home: Construct, { region, witness }: ReplicaRegionOptions): void {
  if (Token.isUnresolved(region)) {
    throw new InvalidInput('replicaRegion.region', 'its value is only known at deployment',
      'give a literal, for example "eu-west-1"');
  }
  requirePlaces({ home: Stack.of(home).region, other: region, witness: witness._region }, 'this stack');
}
