import { InvalidInput } from '../model';
import { NodeRole, type DeploymentPlan } from '../plan';
import { namesWith } from './node-group';

/** An address is for life, so its name may be remembered for long; a moved node is the exception. In seconds. */
export const NAME_TTL_SECONDS = 60;

/** A name of nodes, in front of `<deployment>.<zone>`. */
export interface NodeName {
  readonly name: string;
  /** Names in the plan of those that it stands for. */
  readonly nodes: string[];
}

/** One for each node, and one for all data nodes. */
export function nodeNames(plan: DeploymentPlan): NodeName[] {
  // By its name in the plan, so that a move changes the record and does not make a second one of the same name.
  return [...plan.nodes.map(({ name }) => ({ name, nodes: [name] })), { name: 'nodes', nodes: namesWith(plan, NodeRole.DATA) }];
}

/**
 * @param own whether a zone of the deployment's own is named
 * @param given whether one that there is is given
 * @throws InvalidInput for both or neither
 */
export function requireOneZone(own: boolean, given: boolean): void {
  if (own === given) {
    throw new InvalidInput('dns', `got ${own ? 'both zoneName and hostedZone' : 'neither zoneName nor hostedZone'}`,
      'give zoneName for a zone of the deployment\'s own, or hostedZone for one there is');
  }
}
