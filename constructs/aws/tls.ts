import type { Duration } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { Transport } from '../../lib/model';
import { givenCertificates, type CertificatesContext, type NodeCertificates } from './node-certificates';
import { OwnAuthority } from './own-authority';

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
   * @default Duration.days(90)
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
  readonly subjectAlternativeNames?: string[];
  /**
   * What happens when the certificate is about to expire, or nobody looks after it any more.
   *
   * @default - nothing: the alarm is there to be seen
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
  /**
   * Node.js 22 or newer, of the function that issues.
   *
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;
}

/** What is said about certificates from elsewhere. */
export interface GivenCertificatesOptions extends TlsOptions {
  /**
   * Authorities of the certificate as PEM, for `caCertificate` of the deployment: clients may not read the secret.
   *
   * @default - clients are told elsewhere
   */
  readonly caCertificate?: string;
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
  /** Makes, or takes, the certificates; absent in plaintext. */
  readonly certificates?: (scope: Construct, context: CertificatesContext) => NodeCertificates;
}

/** Whether and how bytes are encrypted between clients and nodes and between nodes, and where certificates come from. */
export class Tls {
  /**
   * An authority of the deployment's own. A function makes it at deploy time and keeps its key in a secret that nothing else
   * reads; it issues the nodes' certificate, and another one in time, which the nodes take without a restart of their servers.
   */
  public static ownAuthority(options: OwnAuthorityOptions = {}): Tls {
    return new Tls({
      ...encrypted(options), certificates: (scope, context) => new OwnAuthority(scope, 'Certificates', { ...context, ...options }),
    });
  }

  /**
   * Certificates from elsewhere, renewed by whoever issued them; the nodes take what is in the secret within about an hour.
   *
   * @param secret JSON with `ca.crt` (authorities), `tls.crt` (certificate, then intermediate ones) and `tls.key`, as PEM. The
   * certificate bears the server name and may be used by servers and clients.
   */
  public static fromSecret(secret: secretsmanager.ISecret, options: GivenCertificatesOptions = {}): Tls {
    return new Tls({
      ...encrypted(options),
      requireClientCertificates: options.requireClientCertificates,
      certificates: () => givenCertificates(secret, options.caCertificate),
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
