import { ISSUER_VARIABLE, ISSUER_VERSION, type IssuerSettings } from '../certificates/issuer-settings';
import { POD_PATHS } from '../config';
import { accountWithRole, type PolicyRule } from './access';
import { certifiedServices } from './certificate-names';
import { container } from './containers';
import { minuteOf } from './cron-minute';
import type { CertificateSource, DeploymentInput } from './deployment-input';
import type { NamedObject } from './kubernetes-object';
import { COMPONENTS, podLabels } from './labels';
import { namedObject, why } from './named-object';
import { deploymentNames, hashedName } from './names';
import { POD_SECURITY } from './pod-security';
import { accountVolume, MOUNTS, partsVolume, runVolume } from './pod-volumes';
import { issuerParts, partConfigMaps, programsFrom, unpackCommand } from './program-parts';
import { agentResources } from './resources';

type GeneratedSource = Extract<CertificateSource, { kind: 'generated' }>;

/** A new one is issued when a third of it is left: a CronJob that fails is noticed with a month to go. */
const LEAF_DAYS = 90;
/** Tried again for hours: until the API server and the network let it. */
const ATTEMPTS = 30;
const RENEWAL_ATTEMPTS = 6;
const STARTING_DEADLINE_SECONDS = 6 * 3600;

/**
 * What issues the nodes' certificate: a Job at install, and a CronJob that looks every day whether it is time for a new one. The
 * authority's key is in a Secret of its own, which no node's pod mounts.
 */
export function issuerObjects(input: DeploymentInput, source: GeneratedSource): NamedObject[] {
  const names = deploymentNames(input.plan.name);
  const change: PolicyRule = {
    apiGroups: [''], resources: ['secrets'], resourceNames: [source.secretName, names.authority, names.ca], verbs: ['get', 'patch'],
  };
  const spec = podSpec(input, source, names.certificates);
  const template = { metadata: { labels: podLabels(input, COMPONENTS.certificates) }, spec };
  return [
    ...accountWithRole(input, {
      id: 'Certificates', name: names.certificates, accountAnnotations: {},
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }, change],
      roleAnnotations: {
        [why('create-secrets')]: 'RBAC cannot limit creation to a name. It is held by a Job of its own that ends at once, and reads no Secret '
          + 'but those it makes.',
      },
    }),
    ...accountWithRole(input, { id: 'Renewal', name: names.renewal, accountAnnotations: {}, rules: [change], roleAnnotations: {} }),
    ...partConfigMaps(input, issuerParts(input)),
    namedObject(input, {
      id: 'CertificatesJob', apiVersion: 'batch/v1', kind: 'Job', name: hashedName(names.certificates, template),
      annotations: {
        [why('no-ttl')]: 'A Job that removed itself would be missing to whatever compares the cluster with these manifests.',
      },
      body: { spec: { backoffLimit: ATTEMPTS, template } },
    }),
    renewal(input, { ...template, spec: { ...spec, serviceAccountName: names.renewal } }),
  ];
}

function renewal(input: DeploymentInput, template: Record<string, unknown>): NamedObject {
  const { name } = input.plan;
  const jobTemplate = {
    metadata: { labels: podLabels(input, COMPONENTS.certificates) }, spec: { backoffLimit: RENEWAL_ATTEMPTS, template },
  };
  return namedObject(input, {
    id: 'RenewalCronJob', apiVersion: 'batch/v1', kind: 'CronJob', name: deploymentNames(name).renewal,
    body: {
      spec: {
        schedule: `${minuteOf(name)} 4 * * *`,
        timeZone: 'Etc/UTC',
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: STARTING_DEADLINE_SECONDS,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 1,
        jobTemplate,
      },
    },
  });
}

function podSpec(input: DeploymentInput, { secretName }: GeneratedSource, account: string): Record<string, unknown> {
  const { plan, placement } = input;
  const names = deploymentNames(plan.name);
  const settings: IssuerSettings = {
    schemaVersion: ISSUER_VERSION, deployment: plan.name, serverName: plan.tls!.serverName,
    dnsNames: certifiedServices(plan), ipAddresses: [], days: LEAF_DAYS, renewBeforeDays: LEAF_DAYS / 3,
    authoritySecretId: names.authority, certificateSecretId: secretName, caSecretId: names.ca,
  };
  return {
    serviceAccountName: account,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'OnFailure',
    securityContext: POD_SECURITY,
    ...(input.imagePullSecrets.length > 0 ? { imagePullSecrets: input.imagePullSecrets.map((name) => ({ name })) } : {}),
    ...(placement.nodeSelector ? { nodeSelector: placement.nodeSelector } : {}),
    ...(placement.tolerations ? { tolerations: placement.tolerations } : {}),
    containers: [container({
      name: 'certificates', image: input.images.node, resources: agentResources(),
      command: unpackCommand(programsFrom(input), POD_PATHS.issuer, '--account', POD_PATHS.accountDir),
      mounts: [MOUNTS.run, ...(input.images.programsDir === undefined ? [MOUNTS.parts] : []), MOUNTS.account],
      more: { env: [{ name: ISSUER_VARIABLE, value: JSON.stringify(settings) }] },
    })],
    volumes: [
      runVolume(),
      ...(input.images.programsDir === undefined ? [partsVolume(issuerParts(input))] : []),
      accountVolume(),
    ],
  };
}
