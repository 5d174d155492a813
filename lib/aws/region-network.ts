import { InvalidInput } from '../model';
import { overlap } from './cidr';

/**
 * Refuses networks between which no route can lead.
 *
 * @param home addresses of the home region's, for example `10.0.0.0/16`
 * @param replica of the other one's
 * @param prop what the user gave them as
 * @param example how other addresses are given
 * @throws InvalidInput where they overlap
 */
export function requireApart(home: string, replica: string, prop: string, example: string): void {
  if (overlap(home, replica)) {
    throw new InvalidInput(prop, `the home region has ${home}, the other one ${replica}: they overlap, and nothing can be routed between them`,
      `give the VPC of one of them other addresses, for example ${example}`);
  }
}
