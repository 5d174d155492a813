import * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import { InvalidInput } from '../../../lib/model';
import { childName } from '../shared';
import type { RouteTarget } from './region-connection';

/** @throws InvalidInput for an output where an array is needed, and for none where routes have to be made */
export function requireRouteTables(
  routeTableIds: pulumi.Input<string>[] | undefined, target: boolean,
): pulumi.Input<string>[] {
  if (routeTableIds !== undefined && !Array.isArray(routeTableIds)) {
    throw new InvalidInput('routeTableIds', 'is an output, and a route is made for each of them',
      'give an array, for example [0, 1, 2].map((index) => tables[index])');
  }
  if (target && (routeTableIds ?? []).length === 0) {
    throw new InvalidInput('routeTableIds', 'got none, and no packet finds the other region without a route',
      'give the route tables of the nodes\' subnets, each once, or use RegionConnection.routed() and make the routes yourself');
  }
  return routeTableIds ?? [];
}

/** Routes to the other region. @param target where they lead; undefined where they are somebody else's */
export function regionRoutes(
  component: string,
  { routeTableIds, destination, target }: {
    readonly routeTableIds: pulumi.Input<string>[];
    readonly destination: pulumi.Output<string>;
    readonly target?: RouteTarget;
  },
  opts: pulumi.CustomResourceOptions,
): void {
  if (!target) {
    return;
  }
  routeTableIds.forEach((routeTableId, index) => {
    new aws.ec2.Route(childName(component, `Route-${index + 1}`), {
      routeTableId, destinationCidrBlock: destination, ...target,
      // There is one route to a destination in a table: when tables change their places, the old one goes first.
    }, { ...opts, deleteBeforeReplace: true });
  });
}
