import { TopologyKind } from '../model';
import type { DeploymentPlan } from '../plan';
import type { DeploymentInput } from './deployment-input';
import { deploymentNames } from './names';
import { hasSentinelsService } from './services';

/**
 * Most nodes whose own names a certificate bears. Every handshake carries all of them, and each node that is added has it issued
 * anew; whoever knows the name of the deployment needs none of them.
 */
const MOST_NODES = 24;

/** Services that clients connect to by their names, and so names of the nodes' certificate. */
export function certifiedServices(plan: DeploymentPlan): string[] {
  const names = deploymentNames(plan.name);
  return [
    ...(plan.topology.kind === TopologyKind.CLUSTER ? [names.nodes] : [names.primary, names.replicas]),
    ...(hasSentinelsService(plan) ? [names.sentinels] : []),
    ...(plan.nodes.length > MOST_NODES ? [] : plan.nodes.map(({ name }) => names.node(name))),
  ];
}

/** Secret whose key `ca.crt` is what clients trust; undefined in plaintext. */
export function caSecretOf({ plan, certificates }: DeploymentInput): string | undefined {
  // One that holds nothing else, where there is one.
  return certificates?.kind === 'generated' ? deploymentNames(plan.name).ca : certificates?.secretName;
}
