import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { certificateLifetime, certificateSecrets, expiryAlarm, ISSUER_FUNCTION, requireDnsName } from '../../../lib/aws';
import { ISSUER_VERSION, type IssuerSettings } from '../../../lib/certificates';
import { childName, secondsOf } from '../shared';
import { alarmOf } from './alarm';
import { naming } from './deployment-spec';
import { issuerFunction } from './issuer-function';
import type { CertificatesContext, NodeCertificates } from './node-certificates';
import { copiedAs } from './region-secrets';
import type { OwnAuthorityOptions } from './tls';

export interface OwnAuthorityArgs extends OwnAuthorityOptions, CertificatesContext {}

/**
 * An authority of one deployment: a function that makes it, certifies the nodes, and goes on doing so. Its key is in a secret
 * that only the function may read: the function writes it there itself, so it is in no state, plan, log or answer.
 */
export function ownAuthority(args: OwnAuthorityArgs): NodeCertificates {
  const { component, plan, key, copies, options } = args;
  const { parent, kept } = options;
  const lifetime = naming(component, () => certificateLifetime(
    args.validity === undefined ? undefined : secondsOf('tls.validity', args.validity),
    args.renewBefore === undefined ? undefined : secondsOf('tls.renewBefore', args.renewBefore),
  ));
  const descriptions = certificateSecrets(plan.name);
  // Without a value: whatever is in it later was put there by the function.
  const empty = (id: string, description: string, copied?: string): aws.secretsmanager.Secret =>
    new aws.secretsmanager.Secret(childName(component, `Certificates-${id}`), {
      // Named only where it is copied: whoever reads it there must know what it is called.
      ...(copied === undefined || !copies ? {} : copiedAs(copies.nameOf(copied), copies, options)), description, kmsKeyId: key,
    }, { parent, ...kept });
  const authority = empty('Authority', descriptions.authority);
  const node = empty('Node', descriptions.node, 'certificate');
  const ca = empty('Ca', descriptions.ca, 'ca');
  const names = (args.subjectAlternativeNames ?? [])
    .map((name) => (typeof name === 'string' ? naming(component, () => requireDnsName(name)) : name));
  const settings = pulumi.output({
    dnsNames: [...names, ...args.dnsNames],
    ipAddresses: args.ipAddresses,
    authoritySecretId: authority.arn,
    certificateSecretId: node.arn,
    caSecretId: ca.arn,
  }).apply((known): string => JSON.stringify({
    schemaVersion: ISSUER_VERSION,
    deployment: plan.name,
    serverName: plan.tls!.serverName,
    dnsNames: known.dnsNames,
    ipAddresses: known.ipAddresses,
    ...lifetime,
    authoritySecretId: known.authoritySecretId,
    certificateSecretId: known.certificateSecretId,
    caSecretId: known.caSecretId,
  } satisfies IssuerSettings));
  const issuer = issuerFunction({
    component, deployment: plan.name, settings, secretArns: [authority.arn, node.arn, ca.arn], keyArn: key,
    runtime: args.runtime, parent,
  });
  // What the function does with the settings it reads in its environment; here they make Pulumi call it when they change.
  const issued = new aws.lambda.Invocation(childName(component, 'Certificates-Issued'), {
    functionName: issuer.name, input: '{}', triggers: { settings },
  }, { parent, dependsOn: [issuer] });
  looks(component, plan.name, issuer, issued, parent);
  return {
    secretArn: node.arn,
    caSecretArn: ca.arn,
    // Not secret: it is what clients trust.
    caCertificate: pulumi.unsecret(
      aws.secretsmanager.getSecretVersionOutput({ secretId: ca.arn }, { parent, dependsOn: [issued] }).secretString),
    expiryAlarm: alarmOf(childName(component, 'Certificates-Expiry'), expiryAlarm(plan.name, lifetime.renewBeforeDays),
      args.alarmActions ?? [], { parent }),
    issued: [issued],
  };
}

/** The function is called again and again, and renews what is due. */
function looks(
  component: string, deployment: string, issuer: aws.lambda.Function, issued: pulumi.Resource, parent: pulumi.Resource,
): void {
  const rule = new aws.cloudwatch.EventRule(childName(component, 'Certificates-Looks'), {
    description: `Looks after the certificates of the Redis deployment ${deployment}`,
    scheduleExpression: `rate(${ISSUER_FUNCTION.looksEveryHours} hours)`,
  }, { parent, dependsOn: [issued] });
  const permission = new aws.lambda.Permission(childName(component, 'Certificates-Looks-Permission'), {
    function: issuer.name, action: 'lambda:InvokeFunction', principal: 'events.amazonaws.com', sourceArn: rule.arn,
  }, { parent });
  new aws.cloudwatch.EventTarget(childName(component, 'Certificates-Looks-Target'), {
    rule: rule.name, arn: issuer.arn,
  }, { parent, dependsOn: [permission] });
}
