import { InvalidInput } from '../../../lib/model';
import { naming } from './deployment-spec';
import type { Place } from './place';
import type { RegionAgreement } from './region-agreement';

/**
 * The place of the other region's nodes, once it is certain that it is where the home region copies its secrets to. Where it is
 * not, the program ends as soon as that is known.
 */
export function inDeclaredRegion(
  component: string, place: Place, { component: home, options: { region } }: Pick<RegionAgreement, 'component' | 'options'>,
): Place {
  const checked = place.region.apply((here) => naming(component, () => {
    if (here !== region) {
      throw new InvalidInput('opts.provider', `is one of ${here}, replicaRegion.region of ${home} is ${region}`,
        `give a provider with region "${region}"`);
    }
    return here;
  }));
  return { ...place, region: checked };
}
