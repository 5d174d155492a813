import { CustomResource, Duration, Lazy, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IDependable } from 'constructs';
import { certificateLifetime, certificateSecrets, expiryAlarm, ISSUER_FUNCTION, requireDnsName, type CertificateLifetime } from '../../lib/aws';
import { ISSUER_VERSION, type IssuerSettings } from '../../lib/certificates';
import { acknowledge } from './acknowledge';
import { alarmOf } from './alarm';
import { IssuerFunction } from './issuer-function';
import type { CertificatesContext, NodeCertificates } from './node-certificates';
import { secondsOf } from './setting-overrides';
import type { OwnAuthorityOptions } from './tls';

/** CloudFormation would wait for an hour. */
const LONGEST_ANSWER = Duration.minutes(10);

export interface OwnAuthorityProps extends OwnAuthorityOptions, CertificatesContext {}

/**
 * An authority of one deployment: a function that makes it, certifies the nodes, and goes on doing so. Its key is in a secret
 * that only the function may read, and in no template, plan, log or answer.
 */
export class OwnAuthority extends Construct implements NodeCertificates {
  public readonly secret: secretsmanager.ISecret;
  public readonly caCertificate: string;
  public readonly caSecret: secretsmanager.ISecret;
  public readonly expiryAlarm: cloudwatch.Alarm;
  public readonly copiedAs?: string;
  public readonly caCopiedAs?: string;
  public readonly issued: IDependable[];
  readonly #dnsNames: string[];
  readonly #ipAddresses: string[] = [];

  constructor(scope: Construct, id: string, props: OwnAuthorityProps) {
    super(scope, id);
    const { plan } = props;
    const { days, renewBeforeDays } = lifetime(props);
    const descriptions = certificateSecrets(plan.name);
    this.#dnsNames = (props.subjectAlternativeNames ?? []).map(dnsName);
    const authority = this.emptySecret('Authority', descriptions.authority, props);
    this.copiedAs = props.copies?.nameOf('certificate');
    this.caCopiedAs = props.copies?.nameOf('ca');
    this.secret = this.emptySecret('Node', descriptions.node, props, this.copiedAs);
    this.caSecret = this.emptySecret('Ca', descriptions.ca, props, this.caCopiedAs);
    const settings: IssuerSettings = {
      schemaVersion: ISSUER_VERSION,
      deployment: plan.name,
      serverName: plan.tls!.serverName,
      dnsNames: this.#dnsNames,
      ipAddresses: this.#ipAddresses,
      days,
      renewBeforeDays,
      authoritySecretId: authority.secretArn,
      certificateSecretId: this.secret.secretArn,
      caSecretId: this.caSecret.secretArn,
    };
    const stack = Stack.of(this);
    // Names are added until the app is synthesized.
    const told = Lazy.string({ produce: () => stack.toJsonString(settings) });
    const issuer = new IssuerFunction(this, 'Issuer', {
      deployment: plan.name, settings: told, secrets: [authority, this.secret, this.caSecret], keyArn: props.key?.keyArn,
      runtime: props.runtime,
    });
    const issued = new CustomResource(this, 'Issued', {
      resourceType: 'Custom::RedisHaCertificates',
      serviceToken: issuer.lambda.functionArn,
      serviceTimeout: LONGEST_ANSWER,
      // What the function does with them it reads in its environment; here they make CloudFormation call it when they change.
      properties: { Settings: told },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    issued.node.addDependency(issuer);
    this.issued = [issued];
    this.caCertificate = issued.getAttString('CaCertificate');
    new events.Rule(this, 'Looks', {
      description: `Looks after the certificates of the Redis deployment ${plan.name}`,
      schedule: events.Schedule.rate(Duration.hours(ISSUER_FUNCTION.looksEveryHours)),
      targets: [new LambdaFunction(issuer.lambda)],
    }).node.addDependency(issued);
    this.expiryAlarm = alarmOf(this, 'Expiry', expiryAlarm(plan.name, renewBeforeDays));
    this.expiryAlarm.addAlarmAction(...props.alarmActions ?? []);
  }

  public addDnsName(name: string): void {
    this.#dnsNames.push(name);
  }

  public addIpAddress(address: string): void {
    this.#ipAddresses.push(address);
  }

  /** Without a value: whatever is in it later was put there by the function. */
  private emptySecret(
    id: string, description: string, { key, removalPolicy, copies }: CertificatesContext, secretName?: string,
  ): secretsmanager.Secret {
    const secret = new secretsmanager.Secret(this, id, {
      // Named only where it is copied: whoever reads it there must know what it is called. A name that is added later makes
      // another secret, and the function issues another certificate of the same authority into it.
      secretName,
      replicaRegions: secretName === undefined ? undefined : [{ region: copies!.region, encryptionKey: copies!.encryptionKey }],
      description, encryptionKey: key, removalPolicy,
    });
    (secret.node.defaultChild as secretsmanager.CfnSecret).generateSecretString = undefined;
    acknowledge(secret, 'AwsSolutions-SMG4', 'the function that fills it also renews what is in it, when it is due');
    return secret;
  }
}

function lifetime({ validity, renewBefore }: OwnAuthorityOptions): CertificateLifetime {
  return certificateLifetime(validity && secondsOf('tls.validity', validity), renewBefore && secondsOf('tls.renewBefore', renewBefore));
}

function dnsName(name: string): string {
  return Token.isUnresolved(name) ? name : requireDnsName(name);
}
