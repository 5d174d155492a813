import { CustomResource, Duration, Lazy, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct, type IDependable } from 'constructs';
import { ISSUER_METRICS, ISSUER_VERSION, type IssuerSettings } from '../../lib/certificates';
import { InvalidInput, requireWhole } from '../../lib/model';
import { acknowledge } from './acknowledge';
import { IssuerFunction } from './issuer-function';
import type { CertificatesContext, NodeCertificates } from './node-certificates';
import { secondsOf } from './setting-overrides';
import type { OwnAuthorityOptions } from './tls';

const DEFAULT_DAYS = 90;
const MOST_DAYS = 365;
const DAY_SECONDS = 86_400;
/** Twice a day: one that fails is made good before anybody would notice. */
const LOOKS = Duration.hours(12);
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
    const [days, renewBeforeDays] = lifetime(props);
    this.#dnsNames = (props.subjectAlternativeNames ?? []).map(dnsName);
    const authority = this.emptySecret('Authority', `Authority of the Redis deployment ${plan.name}: its key can pass for any node`, props);
    this.copiedAs = props.copies?.nameOf('certificate');
    this.caCopiedAs = props.copies?.nameOf('ca');
    this.secret = this.emptySecret('Node', `Certificate and key of the nodes of the Redis deployment ${plan.name}`, props, this.copiedAs);
    this.caSecret = this.emptySecret('Ca', `What clients of the Redis deployment ${plan.name} are to trust; not secret`, props, this.caCopiedAs);
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
      schedule: events.Schedule.rate(LOOKS),
      targets: [new LambdaFunction(issuer.lambda)],
    }).node.addDependency(issued);
    this.expiryAlarm = this.alarm(plan.name, renewBeforeDays);
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

  /** Also raised by silence: nothing is said when the function does not run or fails. */
  private alarm(deployment: string, renewBeforeDays: number): cloudwatch.Alarm {
    return new cloudwatch.Alarm(this, 'Expiry', {
      alarmDescription: `The certificate of the Redis deployment ${deployment} is not renewed; the log of the function that issues it says why`,
      metric: new cloudwatch.Metric({
        namespace: ISSUER_METRICS.namespace,
        metricName: ISSUER_METRICS.daysLeft,
        dimensionsMap: { [ISSUER_METRICS.dimension]: deployment },
        statistic: cloudwatch.Stats.MINIMUM,
        period: Duration.days(1),
      }),
      threshold: Math.floor(renewBeforeDays / 2),
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }
}

function lifetime({ validity, renewBefore }: OwnAuthorityOptions): [number, number] {
  const days = validity === undefined ? DEFAULT_DAYS
    : requireWhole('tls.validity', secondsOf('tls.validity', validity) / DAY_SECONDS, 2, MOST_DAYS);
  const before = renewBefore === undefined ? Math.ceil(days / 3)
    : requireWhole('tls.renewBefore', secondsOf('tls.renewBefore', renewBefore) / DAY_SECONDS, 1, days - 1);
  return [days, before];
}

function dnsName(name: string): string {
  if (!Token.isUnresolved(name) && !/^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(name)) {
    throw new InvalidInput('tls.subjectAlternativeNames', `got "${name}"`, 'use DNS names; addresses of the nodes are there already');
  }
  return name;
}
