import type * as aws from '@pulumi/aws';
import type * as pulumi from '@pulumi/pulumi';
import type { DeploymentPlan } from '../../../lib/plan';
import type { NodeCertificates } from './node-certificates';

/** How clients speak TLS with a deployment. */
export interface DeploymentTls {
  /** Name that the nodes' certificate bears, whatever their addresses. */
  readonly serverName: string;
  /** Port of the data nodes. While `plaintextToo` is on it is another one than the deployment's `port`. */
  readonly port: number;
  /** Port of the Sentinels; undefined where the deployment's `sentinelPort` speaks TLS. */
  readonly sentinelPort?: number;
  /** Authorities of the nodes' certificate, as PEM, where they are known. */
  readonly caCertificate?: pulumi.Output<string>;
  /** ARN of a secret with the same, for `grantConnect`: it stays right when an authority takes over from another one. */
  readonly caSecretArn?: pulumi.Output<string>;
  /** ARN of the secret of the nodes' certificate: JSON with `ca.crt`, `tls.crt` and `tls.key`. It is not for clients. */
  readonly certificateSecretArn?: pulumi.Output<string>;
  /** ARN of the key of that secret, where it has one that is not the deployment's. */
  readonly secretKeyArn?: pulumi.Output<string>;
  /** The nodes' certificate is about to expire, or nobody looks after it; only of an own authority. */
  readonly expiryAlarm?: aws.cloudwatch.MetricAlarm;
}

export function tlsAccess({ tls, ports }: DeploymentPlan, certificates: NodeCertificates | undefined): DeploymentTls | undefined {
  return tls && {
    serverName: tls.serverName,
    port: ports.redisTls ?? ports.redis,
    sentinelPort: ports.sentinelTls,
    caCertificate: certificates?.caCertificate,
    caSecretArn: certificates?.caSecretArn,
    certificateSecretArn: certificates?.secretArn,
    secretKeyArn: certificates?.keyArn,
    expiryAlarm: certificates?.expiryAlarm,
  };
}

/** The port, and the one with TLS where that is another. */
export function portsWithTls(port: number, withTls: number | undefined): number[] {
  return withTls === undefined || withTls === port ? [port] : [port, withTls];
}
