import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { InvalidInput } from '../../lib/model';
import type { ReplicaRegionOptions } from './replica-region-options';

/**
 * Refuses a second region that is the first one, and a witness that would be lost with either.
 *
 * @throws InvalidInput that names the prop
 */
export function requireThreePlaces(home: Construct, { region, witness }: ReplicaRegionOptions): void {
  const here = Stack.of(home).region;
  if (Token.isUnresolved(region)) {
    throw new InvalidInput('replicaRegion.region', 'its value is only known at deployment',
      'give a literal, for example "eu-west-1"');
  }
  if (region === here) {
    throw new InvalidInput('replicaRegion.region', `got "${region}", the region of this stack`, 'name another one');
  }
  const { _region: third } = witness;
  if (third !== undefined && [region, here].includes(third)) {
    throw new InvalidInput('replicaRegion.witness', `is in ${third}, whose loss would take it together with that region's nodes`,
      'keep it in a third region');
  }
}
