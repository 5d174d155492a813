import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { DeploymentPlan } from '../../lib/plan';
import type { NodeCertificates } from './node-certificates';

/** How clients speak TLS with a deployment that was made elsewhere. */
export interface DeploymentTlsAttributes {
  /** Name that the nodes' certificate bears. @default - `<deploymentName>.redis-ha` */
  readonly serverName?: string;
  /** Authorities of the nodes' certificate, as PEM. @default - not known here */
  readonly caCertificate?: string;
  /** Secret with the same. @default - none */
  readonly caSecret?: secretsmanager.ISecret;
  /** Secret of the nodes' certificate, for one whose clients must show one, too. @default - none */
  readonly certificateSecret?: secretsmanager.ISecret;
}

/** How clients speak TLS with a deployment. */
export interface DeploymentTls {
  /** Name that the nodes' certificate bears, whatever their addresses. */
  readonly serverName: string;
  /** Port of the data nodes. While `plaintextToo` is on it is another one than the deployment's `port`. */
  readonly port: number;
  /** Port of the Sentinels; undefined where the deployment's `sentinelPort` speaks TLS. */
  readonly sentinelPort?: number;
  /** Authorities of the nodes' certificate, as PEM, where they are known. */
  readonly caCertificate?: string;
  /** Secret with the same, which `grantConnect` lets read: it stays right when an authority takes over from another one. */
  readonly caSecret?: secretsmanager.ISecret;
  /** Secret of the nodes' certificate: JSON with `ca.crt`, `tls.crt` and `tls.key`. It is not for clients. */
  readonly certificateSecret?: secretsmanager.ISecret;
  /** The nodes' certificate is about to expire, or nobody looks after it; only of an own authority. */
  readonly expiryAlarm?: cloudwatch.Alarm;
}

/** Of a deployment that is made here. */
export function tlsAccess({ tls, ports }: DeploymentPlan, certificates: NodeCertificates | undefined): DeploymentTls | undefined {
  return tls && {
    serverName: tls.serverName,
    port: ports.redisTls ?? ports.redis,
    sentinelPort: ports.sentinelTls,
    caCertificate: certificates?.caCertificate,
    caSecret: certificates?.caSecret,
    certificateSecret: certificates?.secret,
    expiryAlarm: certificates?.expiryAlarm,
  };
}

/** Of a deployment that is imported. */
export function importedTls(deploymentName: string, port: number, attrs: DeploymentTlsAttributes): DeploymentTls {
  return { ...attrs, serverName: attrs.serverName ?? `${deploymentName}.redis-ha`, port };
}

/** The port, and the one with TLS where that is another. */
export function portsWithTls(port: number, withTls: number | undefined): number[] {
  return withTls === undefined || withTls === port ? [port] : [port, withTls];
}
