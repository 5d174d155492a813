import { InvalidInput } from '../model';

/** Where the two regions of a deployment and their witness are. */
export interface RegionPlaces {
  /** Undefined where nobody knows. */
  readonly home?: string;
  readonly other: string;
  /** Undefined where nobody knows. */
  readonly witness?: string;
}

/**
 * Refuses a second region that is the first one, and a witness that would be lost with either.
 *
 * @param whose what says where the home region is, for the error: `this stack`
 * @throws InvalidInput that names the prop
 */
export function requireThreePlaces({ home, other, witness }: RegionPlaces, whose: string): void {
  if (other === home) {
    throw new InvalidInput('replicaRegion.region', `got "${other}", the region of ${whose}`, 'name another one');
  }
  if (witness !== undefined && [other, home].includes(witness)) {
    throw new InvalidInput('replicaRegion.witness', `is in ${witness}, whose loss would take it together with that region's nodes`,
      'keep it in a third region');
  }
}
