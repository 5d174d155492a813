import type { NodeConfig } from '../../config';
import type { DeploymentPlan } from '../../plan';
import { HttpWitness, type Witness } from '../../region';
import { instanceMetadata } from '../platform/ec2-metadata';
import { RoleCredentials } from '../platform/role-credentials';
import { RegionWatch } from './region-watch';
import { credentialsOf, signer } from './sign-witness';

/**
 * The witness of a node's configuration. On EC2 requests are signed with the instance's role, elsewhere with the AWS_* variables
 * of the environment.
 *
 * @param localAddress source address of the connections. @default - the system chooses
 * @throws Error when the configuration names none
 */
export function openWitness(
  { witness, platform }: Pick<NodeConfig, 'witness' | 'platform'>, plan: Pick<DeploymentPlan, 'name' | 'regionChange'>, localAddress?: string,
): Witness {
  if (!witness) {
    throw new Error(`${plan.name} has two regions and node.json no "witness": give it the url of a store outside both, which says who may take writes`);
  }
  const role = new RoleCredentials(instanceMetadata());
  const credentials = async (): Promise<ReturnType<typeof credentialsOf>> => (platform.kind === 'ec2' ? role.get() : credentialsOf(process.env));
  return new HttpWitness({
    url: witness.url, deployment: plan.name, localAddress, timeoutMs: RegionWatch.patienceMs(plan.regionChange!.leaseSeconds),
    ...(witness.signingRegion === undefined ? {} : { sign: signer(witness.signingRegion, credentials) }),
  });
}
