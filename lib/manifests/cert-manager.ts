import { NEVER_PRUNED, serviceHosts } from '../config';
import { certifiedServices } from './certificate-names';
import type { CertificateSource, DeploymentInput } from './deployment-input';
import type { NamedObject } from './kubernetes-object';
import { objectLabels } from './labels';
import { namedObject, why } from './named-object';
import { deploymentNames } from './names';

type CertManagerSource = Extract<CertificateSource, { kind: 'cert-manager' }>;

const GROUP = 'cert-manager.io';
const API = `${GROUP}/v1`;
const AUTHORITY_HOURS = 10 * 365 * 24;
/** Of X.509; names that are longer stand among the alternative ones only. */
const LONGEST_COMMON_NAME = 64;

/** A Certificate, and its own authority where no other is given. */
export function certManagerObjects(input: DeploymentInput, source: CertManagerSource): NamedObject[] {
  return [
    ...(source.issuer ? [] : ownAuthority(input)),
    leaf(input, source, source.issuer ?? { name: deploymentNames(input.plan.name).authority, kind: 'Issuer', group: GROUP }),
  ];
}

function leaf(input: DeploymentInput, source: CertManagerSource, issuer: NonNullable<CertManagerSource['issuer']>): NamedObject {
  const { plan, namespace } = input;
  const { serverName } = plan.tls!;
  const hours = Math.floor(source.lifetimeSeconds / 3600);
  return certificate(input, {
    id: 'Certificate', name: deploymentNames(plan.name).certificates, secretName: source.secretName, issuer, hours,
    // Nodes load the new pair within minutes, whatever its key is.
    rotationPolicy: 'Always',
    body: {
      ...(serverName.length > LONGEST_COMMON_NAME ? {} : { commonName: serverName }),
      dnsNames: [...new Set([serverName, ...certifiedServices(plan).flatMap((service) => serviceHosts(service, namespace))])],
      // Each node is server and client of the others.
      usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
    },
  });
}

function ownAuthority(input: DeploymentInput): NamedObject[] {
  const { authority } = deploymentNames(input.plan.name);
  const selfSigned = `${authority}-root`;
  return [
    issuer(input, 'AuthorityRootIssuer', selfSigned, { selfSigned: {} }),
    certificate(input, {
      id: 'AuthorityCertificate', name: authority, secretName: authority, hours: AUTHORITY_HOURS,
      issuer: { name: selfSigned, kind: 'Issuer', group: GROUP },
      // With the same key, certificates of the one before it stay good while the nodes' are still of the older.
      rotationPolicy: 'Never',
      body: { isCA: true, commonName: `${input.plan.name} authority` },
      annotations: {
        [why('same-key')]: 'cert-manager replaces the authority in the nodes\' Secret at once, and no two nodes read that at the same '
          + 'moment: with the same key both trust each other meanwhile.',
      },
    }),
    issuer(input, 'AuthorityIssuer', authority, { ca: { secretName: authority } }),
  ];
}

function issuer(input: DeploymentInput, id: string, name: string, spec: Record<string, unknown>): NamedObject {
  return namedObject(input, { id, apiVersion: API, kind: 'Issuer', name, body: { spec } });
}

interface CertificateParts {
  readonly id: string;
  readonly name: string;
  readonly secretName: string;
  readonly hours: number;
  readonly issuer: NonNullable<CertManagerSource['issuer']>;
  readonly rotationPolicy: 'Always' | 'Never';
  readonly body: Record<string, unknown>;
  readonly annotations?: Record<string, string>;
}

/** With every default its controller would fill in, times as it writes them, so that nothing differs from what was applied. */
function certificate(input: DeploymentInput, parts: CertificateParts): NamedObject {
  const { secretName, hours, issuer: { name, kind, group }, rotationPolicy } = parts;
  return namedObject(input, {
    id: parts.id, apiVersion: API, kind: 'Certificate', name: parts.name, annotations: parts.annotations,
    body: {
      spec: {
        secretName,
        // The Secret is in no manifest; whoever prunes by its labels must leave it.
        secretTemplate: { labels: objectLabels(input), annotations: { ...NEVER_PRUNED } },
        duration: `${hours}h0m0s`,
        renewBefore: `${Math.floor(hours / 3)}h0m0s`,
        privateKey: { algorithm: 'ECDSA', encoding: 'PKCS8', size: 256, rotationPolicy },
        issuerRef: { group, kind, name },
        ...parts.body,
      },
    },
  });
}
