import type * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import type { DeploymentPlan } from '../../../lib/plan';
import type { ChildOptions } from './child-options';

/** What certificates are made for. */
export interface CertificatesContext {
  readonly component: string;
  readonly plan: DeploymentPlan;
  readonly key?: pulumi.Input<string>;
  readonly options: ChildOptions;
  /** Addresses and names by which clients reach nodes. */
  readonly ipAddresses: pulumi.Output<string>[];
  readonly dnsNames: pulumi.Output<string>[];
  /** Where else they are needed. @default - nowhere */
  readonly copies?: SecretCopies;
}

/** Another region that secrets are copied to, under names that are known there. */
export interface SecretCopies {
  readonly region: string;
  /** ARN of a key of that region. @default - the AWS managed key there */
  readonly encryptionKey?: pulumi.Input<string>;
  /** What a secret is called in both regions. */
  nameOf(what: string): string;
}

/** Certificates of a deployment, wherever they come from. */
export interface NodeCertificates {
  /** ARN of what the nodes read: JSON with `ca.crt`, `tls.crt` and `tls.key`. */
  readonly secretArn: pulumi.Output<string>;
  /** What a policy calls it, where only its name is known. @default - the same */
  readonly policyArn?: pulumi.Output<string>;
  /** ARN of a key of that secret's own. */
  readonly keyArn?: pulumi.Output<string>;
  /** What clients are to trust, as PEM, where it is known. */
  readonly caCertificate?: pulumi.Output<string>;
  /** ARN of the same as it is at any time, where it changes by itself. */
  readonly caSecretArn?: pulumi.Output<string>;
  /** What a policy calls that one, where only its name is known. @default - the same */
  readonly caPolicyArn?: pulumi.Output<string>;
  /** The certificate is about to expire, or nobody looks after it; undefined where it comes from elsewhere. */
  readonly expiryAlarm?: aws.cloudwatch.MetricAlarm;
  /** What must be there before a node starts. */
  readonly issued: pulumi.Resource[];
}

/** Certificates that somebody else issues and puts into a secret. */
export function givenCertificates(
  secretArn: pulumi.Input<string>, keyArn?: pulumi.Input<string>, caCertificate?: pulumi.Input<string>,
): NodeCertificates {
  return {
    secretArn: pulumi.output(secretArn),
    keyArn: keyArn === undefined ? undefined : pulumi.output(keyArn),
    caCertificate: caCertificate === undefined ? undefined : pulumi.output(caCertificate),
    issued: [],
  };
}
