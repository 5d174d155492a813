import { InvalidInput, requireWhole, Transport } from '../model';
import type { DeploymentPlan } from '../plan';
import type { CertificateSource } from './deployment-input';
import { programText } from './program-text';

/** What all deployments with TLS may say. */
export interface TlsOptions {
  /**
   * Name that the nodes' certificate bears, whatever their addresses, and that clients may check instead of an address.
   *
   * @default - `<deploymentName>.redis-ha`
   */
  readonly serverName?: string;
  /**
   * Whether clients are served without TLS, too, at the former ports, and nodes speak plaintext among themselves: the step
   * between a deployment without TLS and one with it, in either direction. See docs/kubernetes.md.
   *
   * @default false
   */
  readonly plaintextToo?: boolean;
}

/** Certificates that the deployment's own authority issues. */
export interface OwnAuthorityOptions extends TlsOptions {
  /** Name of the Secret of the nodes' certificate. @default - `<deployment>-tls` */
  readonly secretName?: string;
}

/** What is said about certificates from elsewhere. */
export interface GivenCertificatesOptions extends TlsOptions {
  /**
   * Whether clients must show a certificate of the same authorities, beside their password.
   *
   * @default false
   */
  readonly requireClientCertificates?: boolean;
}

/** An Issuer or ClusterIssuer of cert-manager. */
export interface CertManagerIssuer {
  readonly name: string;
  /** `Issuer`, `ClusterIssuer`, or a kind of an issuer of somebody else. @default 'Issuer' */
  readonly kind?: string;
  /** @default 'cert-manager.io' */
  readonly group?: string;
}

/** What a deployment is to be. */
export interface TlsConfig {
  readonly transport: Transport;
  readonly serverName?: string;
  readonly requireClientCertificates?: boolean;
  /** Where certificates come from; absent in plaintext. */
  readonly certificates?: (plan: DeploymentPlan) => CertificateSource;
}

const DEFAULT_SECONDS = 90 * 86_400;
const MOST_SECONDS = 3650 * 86_400;

/** An authority of the deployment's own. */
export function ownAuthorityTls(options: OwnAuthorityOptions = {}): TlsConfig {
  return {
    ...encrypted(options),
    certificates: (plan) => ({ kind: 'generated', secretName: secretOf(plan, options.secretName), issuerProgram: programText('certificates') }),
  };
}

/** A Secret that exists. */
export function existingTls(secretName: string, options: GivenCertificatesOptions = {}): TlsConfig {
  return { ...given(options), certificates: (plan) => ({ kind: 'existing', secretName: secretOf(plan, secretName) }) };
}

/** What cert-manager issues; validity in seconds, default 90 days. */
export function certManagerTls(
  options: GivenCertificatesOptions & { readonly issuer?: CertManagerIssuer; readonly secretName?: string },
  validitySeconds = DEFAULT_SECONDS,
): TlsConfig {
  const { issuer, secretName } = options;
  return {
    ...given(options),
    certificates: (plan) => ({
      kind: 'cert-manager', secretName: secretOf(plan, secretName),
      lifetimeSeconds: requireWhole('tls.validity', validitySeconds, 3600, MOST_SECONDS),
      ...(issuer ? { issuer: { name: issuer.name, kind: issuer.kind ?? 'Issuer', group: issuer.group ?? 'cert-manager.io' } } : {}),
    }),
  };
}

/** No encryption. */
export function plaintextTls(): TlsConfig {
  return { transport: Transport.PLAINTEXT };
}

function encrypted({ serverName, plaintextToo }: TlsOptions): TlsConfig {
  return { transport: plaintextToo ? Transport.BOTH : Transport.TLS, serverName };
}

function given(options: GivenCertificatesOptions): TlsConfig {
  return { ...encrypted(options), requireClientCertificates: options.requireClientCertificates };
}

function secretOf(plan: DeploymentPlan, secretName = `${plan.name}-tls`): string {
  if (!/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(secretName)) {
    throw new InvalidInput('tls.secretName', `got "${secretName}"`, 'use the name of a Secret: lower-case letters, digits, dashes and dots');
  }
  return secretName;
}
