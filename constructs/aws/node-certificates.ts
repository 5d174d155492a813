import type { RemovalPolicy } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { IDependable } from 'constructs';
import { policyArnOfNamed } from '../../lib/aws';
import type { DeploymentPlan } from '../../lib/plan';

/** What certificates are made for. */
export interface CertificatesContext {
  readonly plan: DeploymentPlan;
  readonly key?: kms.IKey;
  readonly removalPolicy: RemovalPolicy;
  /** Where else they are needed. @default - nowhere */
  readonly copies?: SecretCopies;
}

/** Another region that secrets are copied to, under names that are known there. */
export interface SecretCopies {
  readonly region: string;
  /** Of that region. @default - the AWS managed key there */
  readonly encryptionKey?: kms.IKey;
  /** What a secret is called in both regions. */
  nameOf(what: string): string;
}

/** Certificates of a deployment, wherever they come from. */
export interface NodeCertificates {
  /** What the nodes read: JSON with `ca.crt`, `tls.crt` and `tls.key`. */
  readonly secret: secretsmanager.ISecret;
  /** What clients are to trust, as PEM, where it is known. */
  readonly caCertificate?: string;
  /** The same as it is at any time, where it changes by itself. */
  readonly caSecret?: secretsmanager.ISecret;
  /** The certificate is about to expire, or nobody looks after it; undefined where it comes from elsewhere. */
  readonly expiryAlarm?: cloudwatch.Alarm;
  /** Name of the secret in the other region, where it is copied by whoever makes it here. */
  readonly copiedAs?: string;
  /** Name of the copied `caSecret`. */
  readonly caCopiedAs?: string;
  /** What must be there before a node starts. */
  readonly issued: IDependable[];
  /** Lets the certificate be valid for a name or address, too. Does nothing where it comes from elsewhere. */
  addDnsName(name: string): void;
  addIpAddress(address: string): void;
}

/** Certificates that somebody else issues and puts into a secret. */
export function givenCertificates(secret: secretsmanager.ISecret, caCertificate?: string): NodeCertificates {
  return { secret, caCertificate, issued: [secret], addDnsName: () => undefined, addIpAddress: () => undefined };
}

/** ARN for a policy: a secret known by its name only has six more characters behind it. */
export function policyArn(secret: secretsmanager.ISecret): string {
  return secret.secretFullArn ?? policyArnOfNamed(secret.secretArn);
}
