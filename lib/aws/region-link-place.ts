import { InvalidInput } from '../model';

/** Something that belongs to one region, in the words of whoever deploys it. */
export interface RegionalPart {
  /** What says where it is, for example `env.region`. */
  readonly prop: string;
  /** Its name. */
  readonly path: string;
  /** How it gets to a region, for example `put it into a stack in`. */
  readonly move: string;
}

/**
 * @param here the region it is in
 * @param wanted whose routes it makes
 * @param which `home` or `other`
 * @throws InvalidInput unless they are the same
 */
export function requireRoutesOf(part: RegionalPart, here: string, wanted: string, which: 'home' | 'other'): void {
  if (here !== wanted) {
    throw new InvalidInput(part.prop, `${part.path} is in ${here}, and makes routes of ${wanted}`,
      `${part.move} ${wanted}, the ${which} region`);
  }
}
