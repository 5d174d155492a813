import type * as pulumi from '@pulumi/pulumi';
import {
  certManagerTls, existingTls, ownAuthorityTls, plaintextTls, type CertManagerIssuer, type GivenCertificatesOptions,
  type OwnAuthorityOptions, type TlsConfig,
} from '../../../lib/manifests';
import { secondsOf, type Duration } from '../shared';
import { marked, markOf, type WithInputs } from './deferred';

/** Certificates that cert-manager issues. */
export interface CertManagerArgs extends GivenCertificatesOptions {
  /**
   * Who issues. It has to certify names of Services and to put its own certificate into the Secret as `ca.crt`, as CA, Vault
   * and Venafi issuers do; ACME does neither.
   *
   * @default - an authority of the deployment's own, which cert-manager makes and keeps
   */
  readonly issuer?: WithInputs<CertManagerIssuer>;
  /**
   * Validity of the nodes' certificate, at least an hour. A new one is issued when a third of it is left.
   *
   * @default '90d'
   */
  readonly validity?: Duration;
  /** Name of the Secret that cert-manager writes. @default - `<deployment>-tls` */
  readonly secretName?: string;
}

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
    return new Tls(ownAuthorityTls(options));
  }

  /**
   * A Secret that exists, or that something else makes and renews, with `ca.crt`, `tls.crt` and `tls.key`. The certificate bears
   * the server name and may be used by servers and clients.
   */
  public static fromSecret(secretName: pulumi.Input<string>, options: GivenCertificatesOptions = {}): Tls {
    return new Tls(existingTls(markOf(secretName), options));
  }

  /** A Certificate of cert-manager (`cert-manager.io/v1`), by the server name and the names of the deployment's Services. */
  public static certManager(options: CertManagerArgs = {}): Tls {
    const { validity, issuer, ...rest } = options;
    const given = { ...rest, ...(issuer && { issuer: marked<CertManagerIssuer>(issuer) }) };
    return new Tls({
      ...certManagerTls(given),
      // Looked at where an error can name the component.
      certificates: (plan) => (
        certManagerTls(given, validity === undefined ? undefined : secondsOf('tls.validity', validity)).certificates!(plan)
      ),
    });
  }

  /** No encryption: passwords and data can be read by whoever is on the network. */
  public static plaintext(): Tls {
    return new Tls(plaintextTls());
  }

  private constructor(private readonly config: TlsConfig) {}

  /** @internal */
  public _bind(): TlsConfig {
    return this.config;
  }
}
