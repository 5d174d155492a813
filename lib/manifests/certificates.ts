import type { DeploymentInput } from './deployment-input';
import { certManagerObjects } from './cert-manager';
import type { NamedObject } from './kubernetes-object';
import { issuerObjects } from './certificate-issuer';

/** What issues the nodes' certificates, where something of this deployment does. */
export function certificateObjects(input: DeploymentInput): NamedObject[] {
  const { certificates } = input;
  switch (certificates?.kind) {
    case 'generated':
      return issuerObjects(input, certificates);
    case 'cert-manager':
      return certManagerObjects(input, certificates);
    default:
      return [];
  }
}
