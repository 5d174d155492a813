import type * as pulumi from '@pulumi/pulumi';
import { Transport } from '../../../lib/model';
import type { Duration } from '../shared';
import { givenCertificates, type CertificatesContext, type NodeCertificates } from './node-certificates';
import { ownAuthority } from './own-authority';

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
   * between a deployment without TLS and one with it, in either direction. See docs/tls.md.
   *
   * @default false
   */
  readonly plaintextToo?: boolean;
}

/** How an own authority issues. */
export interface OwnAuthorityOptions extends TlsOptions {
  /**
   * Validity of the nodes' certificate, in whole days from 2 to 365.
   *
   * @default '90d'
   */
  readonly validity?: Duration;
  /**
   * How long before its end a new one is issued, in whole days.
   *
   * @default - a third of `validity`
   */
  readonly renewBefore?: Duration;
  /**
   * DNS names by which clients reach nodes, besides those the deployment knows: the server name, the nodes' addresses, names in
   * `dns`, and the load balancer's.
   *
   * @default - none
   */
  readonly subjectAlternativeNames?: pulumi.Input<string>[];
  /**
   * ARNs of what happens when the certificate is about to expire, or nobody looks after it any more.
   *
   * @default - nothing: the alarm is there to be seen
   */
  readonly alarmActions?: pulumi.Input<string>[];
  /**
   * Node.js 22 or newer, of the function that issues.
   *
   * @default 'nodejs24.x'
   */
  readonly runtime?: pulumi.Input<string>;
}

/** What is said about certificates from elsewhere. */
export interface GivenCertificatesOptions extends TlsOptions {
  /**
   * Authorities of the certificate as PEM, for `caCertificate` of the deployment: clients may not read the secret.
   *
   * @default - clients are told elsewhere
   */
  readonly caCertificate?: pulumi.Input<string>;
  /**
   * ARN of the key of the secret, where it has one of its own.
   *
   * @default - the account's AWS managed key, or the deployment's `key`
   */
  readonly encryptionKey?: pulumi.Input<string>;
  /**
   * Whether clients must show a certificate of the same authorities, beside their password.
   *
   * @default false
   */
  readonly requireClientCertificates?: boolean;
}

/** What a deployment is to be. @internal */
export interface TlsConfig {
  readonly transport: Transport;
  readonly serverName?: string;
  readonly requireClientCertificates?: boolean;
  /** Whether certificates are of an authority of the deployment's own. @default false */
  readonly ownAuthority?: boolean;
  /** Makes, or takes, the certificates; absent in plaintext. */
  readonly certificates?: (context: CertificatesContext) => NodeCertificates;
}

/** Whether and how bytes are encrypted between clients and nodes and between nodes, and where certificates come from. */
export class Tls {
  /**
   * An authority of the deployment's own. A function makes it at deploy time and keeps its key in a secret that nothing else
   * reads; it issues the nodes' certificate, and another one in time, which the nodes take without a restart of their servers.
   * No key is in the state of the stack.
   */
  public static ownAuthority(options: OwnAuthorityOptions = {}): Tls {
    return new Tls({
      ...encrypted(options), ownAuthority: true, certificates: (context) => ownAuthority({ ...context, ...options }),
    });
  }

  /**
   * Certificates from elsewhere, renewed by whoever issued them; the nodes take what is in the secret within about an hour.
   *
   * @param secretArn whole ARN of a secret: JSON with `ca.crt` (authorities), `tls.crt` (certificate, then intermediate ones) and
   * `tls.key`, as PEM. The certificate bears the server name and may be used by servers and clients.
   */
  public static fromSecret(secretArn: pulumi.Input<string>, options: GivenCertificatesOptions = {}): Tls {
    return new Tls({
      ...encrypted(options),
      requireClientCertificates: options.requireClientCertificates,
      certificates: () => givenCertificates(secretArn, options.encryptionKey, options.caCertificate),
    });
  }

  /** No encryption: passwords and data can be read by whoever is on the network. */
  public static plaintext(): Tls {
    return new Tls({ transport: Transport.PLAINTEXT });
  }

  readonly #config: TlsConfig;

  private constructor(config: TlsConfig) {
    this.#config = config;
  }

  /** @internal */
  public _bind(): TlsConfig {
    return this.#config;
  }
}

function encrypted({ serverName, plaintextToo }: TlsOptions): TlsConfig {
  return { transport: plaintextToo ? Transport.BOTH : Transport.TLS, serverName };
}
