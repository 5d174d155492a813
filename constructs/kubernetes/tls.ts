import type { Duration } from 'cdk8s';
import type { CertificateSource } from '../../lib/manifests';
import { InvalidInput, requireWhole, Transport } from '../../lib/model';
import type { DeploymentPlan } from '../../lib/plan';
import { programText } from './bundle';
import { secondsOf } from './setting-overrides';

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

/** Certificates that cert-manager issues. */
export interface CertManagerOptions extends GivenCertificatesOptions {
  /**
   * Who issues. It has to certify names of Services and to put its own certificate into the Secret as `ca.crt`, as CA, Vault
   * and Venafi issuers do; ACME does neither.
   *
   * @default - an authority of the deployment's own, which cert-manager makes and keeps
   */
  readonly issuer?: CertManagerIssuer;
  /**
   * Validity of the nodes' certificate, at least an hour. A new one is issued when a third of it is left.
   *
   * @default Duration.days(90)
   */
  readonly validity?: Duration;
  /** Name of the Secret that cert-manager writes. @default - `<deployment>-tls` */
  readonly secretName?: string;
}

/** What a deployment is to be. @internal */
export interface TlsConfig {
  readonly transport: Transport;
  readonly serverName?: string;
  readonly requireClientCertificates?: boolean;
  /** Where certificates come from; absent in plaintext. */
  readonly certificates?: (plan: DeploymentPlan) => CertificateSource;
}

const DEFAULT_SECONDS = 90 * 86_400;
const MOST_SECONDS = 3650 * 86_400;

/**
 * Whether and how bytes are encrypted between clients and nodes and between nodes, and where certificates come from. Wherever
 * that is, they end in one Secret with `ca.crt`, `tls.crt` and `tls.key`; no key is ever in a manifest. Nodes take what changes
 * in it without a restart of their servers.
 */
export class Tls {
  /**
   * An authority of the deployment's own, without cert-manager: a Job makes it in the cluster, with a key in a Secret that no
   * pod mounts, and issues the nodes' certificate for 90 days; a CronJob looks every day and issues another one in time.
   */
  public static ownAuthority(options: OwnAuthorityOptions = {}): Tls {
    return new Tls({
      ...encrypted(options),
      certificates: (plan) => ({ kind: 'generated', secretName: secretOf(plan, options.secretName), issuerProgram: programText('certificates') }),
    });
  }

  /**
   * A Secret that exists, or that something else makes and renews, with `ca.crt`, `tls.crt` and `tls.key`. The certificate bears
   * the server name and may be used by servers and clients.
   */
  public static fromSecret(secretName: string, options: GivenCertificatesOptions = {}): Tls {
    return new Tls({
      ...given(options), certificates: (plan) => ({ kind: 'existing', secretName: secretOf(plan, secretName) }),
    });
  }

  /** A Certificate of cert-manager (`cert-manager.io/v1`), by the server name and the names of the deployment's Services. */
  public static certManager(options: CertManagerOptions = {}): Tls {
    const { issuer, validity, secretName } = options;
    return new Tls({
      ...given(options),
      certificates: (plan) => ({
        kind: 'cert-manager', secretName: secretOf(plan, secretName),
        lifetimeSeconds: validity === undefined ? DEFAULT_SECONDS
          : requireWhole('tls.validity', secondsOf('tls.validity', validity), 3600, MOST_SECONDS),
        ...(issuer ? { issuer: { name: issuer.name, kind: issuer.kind ?? 'Issuer', group: issuer.group ?? 'cert-manager.io' } } : {}),
      }),
    });
  }

  /** No encryption: passwords and data can be read by whoever is on the network. */
  public static plaintext(): Tls {
    return new Tls({ transport: Transport.PLAINTEXT });
  }

  private constructor(private readonly config: TlsConfig) {}

  /** @internal */
  public _bind(): TlsConfig {
    return this.config;
  }
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
