import { InvalidInput } from '../model';
import { allNodes } from '../plan';
import type { DeploymentInput } from './deployment-input';
import { checkLabels } from './labels';
import { AGENT_MEMORY, redisMemory, SENTINEL_MEMORY } from './resources';

/** Oldest API server whose native sidecars are on by default. */
export const OLDEST_MINOR = 29;

/** First API server with ValidatingAdmissionPolicy. */
const ADMISSION_MINOR = 30;

/** @throws InvalidInput for the first value that cannot be used */
export function checkInput(input: DeploymentInput): void {
  const { plan, passwords, placement } = input;
  if (!Number.isInteger(input.kubernetesMinor) || input.kubernetesMinor < OLDEST_MINOR) {
    throw new InvalidInput('kubernetesVersion', `got 1.${input.kubernetesMinor}: the agent is a native sidecar, which older ones do not know`,
      `use Kubernetes 1.${OLDEST_MINOR} or newer`);
  }
  if (input.admissionPolicy && input.kubernetesMinor < ADMISSION_MINOR) {
    throw new InvalidInput('admissionPolicy', `Kubernetes 1.${input.kubernetesMinor} has no ValidatingAdmissionPolicy`,
      `turn it off, or use Kubernetes 1.${ADMISSION_MINOR} or newer`);
  }
  if (input.admissionPolicy && input.namespace === undefined) {
    throw new InvalidInput('namespace', 'not given, and a ValidatingAdmissionPolicy belongs to the whole cluster',
      'name the namespace, or turn `admissionPolicy` off');
  }
  if (!Number.isInteger(placement.zones) || placement.zones < 1) {
    throw new InvalidInput('placement.zones', `got ${placement.zones}`, 'give the number of zones the cluster has, at least 1');
  }
  if (input.storageBytes < plan.settings.maxMemoryBytes * LEAST_STORAGE) {
    throw new InvalidInput('storage', `got ${input.storageBytes} bytes for ${plan.settings.maxMemoryBytes} bytes of data: the append-only `
      + 'file and the one that replaces it have to fit beside each other', `give at least ${LEAST_STORAGE} times the data`);
  }
  if (passwords.kind === 'external') {
    const missing = plan.users.map(({ name }) => name).filter((name) => !passwords.keys[name]);
    if (missing.length > 0) {
      throw new InvalidInput('passwords.keys', `has no remote key for ${missing.join(', ')}`, 'name one for every user of the plan');
    }
  }
  checkOtherRegion(input);
  if ((plan.tls === undefined) !== (input.certificates === undefined)) {
    throw new InvalidInput('certificates', `${input.certificates ? 'given' : 'not given'} for a plan whose transport is ${plan.transport}`,
      'give them exactly when nodes speak TLS');
  }
  if (redisMemory(plan, true) <= plan.settings.maxMemoryBytes) {
    throw new InvalidInput('nodeMemory', `${plan.nodeMemoryBytes} bytes leave Redis no room beyond maxmemory (${plan.settings.maxMemoryBytes}) `
      + `once agent and Sentinel have ${AGENT_MEMORY + SENTINEL_MEMORY}`, 'give the node more memory, or set overrides.maxMemoryBytes lower');
  }
  checkLabels(input.labels);
}

/** Old and new append-only file at once, at least. */
const LEAST_STORAGE = 2;

function checkOtherRegion({ plan, otherRegion, passwords, certificates }: DeploymentInput): void {
  if ((plan.regions.length > 1) !== (otherRegion !== undefined)) {
    throw new InvalidInput('otherRegion', `${otherRegion ? 'given' : 'not given'} for a plan with ${plan.regions.length} regions`,
      'give it exactly when there are two');
  }
  if (!otherRegion) {
    return;
  }
  const names = allNodes(plan).map(({ name }) => name);
  const missing = names.filter((name) => !otherRegion.addresses[name]);
  const unknown = Object.keys(otherRegion.addresses).filter((name) => !names.includes(name));
  if (missing.length > 0 || unknown.length > 0) {
    throw new InvalidInput('replicaCluster.addresses', missing.length > 0 ? `has none for ${missing.join(', ')}` : `names ${unknown.join(', ')}, which no node is`,
      `give one for each of ${names.join(', ')}`);
  }
  if (passwords.kind === 'generated') {
    throw new InvalidInput('passwords', 'would be others in each cluster, and the nodes of both are one deployment',
      'use an existing Secret with the same content in both, or External Secrets');
  }
  if (certificates?.kind === 'generated' || (certificates?.kind === 'cert-manager' && !certificates.issuer)) {
    throw new InvalidInput('tls', 'an authority of its own in each cluster is trusted in that cluster only',
      'use Tls.fromSecret, or Tls.certManager with an issuer of one authority in both');
  }
}
