import { nodeAccess } from './access';
import { admissionPolicyObjects } from './admission-policy';
import { certificateObjects } from './certificates';
import { checkInput } from './check-input';
import { coordinationObjects } from './coordination';
import { deploymentConfigMap } from './deployment-config';
import type { DeploymentInput } from './deployment-input';
import { disruptionBudget } from './disruption-budget';
import type { NamedObject } from './kubernetes-object';
import { networkPolicies } from './network-policies';
import { passwordObjects } from './passwords';
import { programConfigMaps } from './program-parts';
import { services } from './services';
import { statefulSets } from './stateful-sets';

/**
 * The objects of a deployment in the order in which they are best applied: what pods refer to comes before them. The same
 * input gives the same bytes. No object holds a password.
 *
 * @throws InvalidInput for a value that cannot be used
 */
export function deploymentManifests(input: DeploymentInput): NamedObject[] {
  checkInput(input);
  return [
    ...nodeAccess(input),
    ...programConfigMaps(input),
    deploymentConfigMap(input),
    ...coordinationObjects(input),
    ...passwordObjects(input),
    ...certificateObjects(input),
    ...admissionPolicyObjects(input),
    ...networkPolicies(input),
    ...services(input),
    disruptionBudget(input),
    ...statefulSets(input),
  ];
}
