import { NEVER_PRUNED } from '../config';
import { accountWithRole } from './access';
import { agentWords, container, podEnvironment } from './containers';
import type { DeploymentInput, PasswordSource } from './deployment-input';
import type { NamedObject } from './kubernetes-object';
import { COMPONENTS, podLabels } from './labels';
import { namedObject, why } from './named-object';
import { deploymentNames, hashedName } from './names';
import { POD_SECURITY } from './pod-security';
import { jobVolumes, MOUNTS, programMounts } from './pod-volumes';
import { programsFrom, unpackCommand } from './program-parts';
import { agentResources } from './resources';

/** What makes the Secret, where it is to be made. */
export function passwordObjects(input: DeploymentInput): NamedObject[] {
  switch (input.passwords.kind) {
    case 'generated':
      return [...passwordAccess(input), passwordJob(input)];
    case 'external':
      return [externalSecret(input, input.passwords)];
    default:
      return [];
  }
}

function passwordAccess(input: DeploymentInput): NamedObject[] {
  return accountWithRole(input, {
    id: 'Passwords', name: deploymentNames(input.plan.name).passwords, accountAnnotations: {},
    rules: [
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: [input.passwords.secretName], verbs: ['get', 'patch'] },
    ],
    roleAnnotations: {
      [why('create-secrets')]: 'RBAC cannot limit creation to a name. It is held by a Job of its own that ends at once, and reads no Secret but '
        + 'the one it makes.',
    },
  });
}

/** Tried again for hours: until the API server and the network let it. */
const ATTEMPTS = 30;

/** A Job cannot change, so another one is another Job, which finds the Secret there and leaves it. */
function passwordJob(input: DeploymentInput): NamedObject {
  const names = deploymentNames(input.plan.name);
  const template = {
    metadata: { labels: podLabels(input, COMPONENTS.passwords) },
    spec: {
      serviceAccountName: names.passwords,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'OnFailure',
      securityContext: POD_SECURITY,
      ...(input.imagePullSecrets.length > 0 ? { imagePullSecrets: input.imagePullSecrets.map((name) => ({ name })) } : {}),
      ...(input.placement.nodeSelector ? { nodeSelector: input.placement.nodeSelector } : {}),
      ...(input.placement.tolerations ? { tolerations: input.placement.tolerations } : {}),
      containers: [container({
        name: 'passwords', image: input.images.node, resources: agentResources(),
        command: unpackCommand(programsFrom(input), ...agentWords('create-passwords', '--secret', input.passwords.secretName)),
        mounts: [MOUNTS.run, MOUNTS.deployment, ...programMounts(input), MOUNTS.account], more: { env: podEnvironment() },
      })],
      volumes: jobVolumes(input),
    },
  };
  return namedObject(input, {
    id: 'PasswordsJob', apiVersion: 'batch/v1', kind: 'Job', name: hashedName(names.passwords, template),
    annotations: {
      [why('no-ttl')]: 'A Job that removed itself would be missing to whatever compares the cluster with these manifests.',
    },
    body: { spec: { backoffLimit: ATTEMPTS, template } },
  });
}

/** With every default its operator would fill in, so that nothing differs from what was applied. */
function externalSecret(input: DeploymentInput, source: Extract<PasswordSource, { kind: 'external' }>): NamedObject {
  return namedObject(input, {
    id: 'ExternalSecret', apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', name: source.secretName,
    annotations: { ...NEVER_PRUNED },
    body: {
      spec: {
        refreshInterval: source.refreshInterval,
        secretStoreRef: { name: source.store.name, kind: source.store.kind },
        target: { name: source.secretName, creationPolicy: 'Orphan', deletionPolicy: 'Retain' },
        data: input.plan.users.map(({ name }) => ({
          secretKey: name,
          remoteRef: { key: source.keys[name], conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' },
        })),
      },
    },
  });
}
