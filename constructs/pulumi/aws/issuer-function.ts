import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { bundled, ISSUER_FUNCTION, issuerStatements, trustPolicy } from '../../../lib/aws';
import { ISSUER_VARIABLE } from '../../../lib/certificates';
import { childName } from '../shared';
import { policyJson } from './policy-json';

export interface IssuerFunctionArgs {
  readonly component: string;
  readonly deployment: string;
  /** JSON of `IssuerSettings`. */
  readonly settings: pulumi.Output<string>;
  readonly secretArns: pulumi.Output<string>[];
  readonly keyArn?: pulumi.Input<string>;
  /** @default 'nodejs24.x' */
  readonly runtime?: pulumi.Input<string>;
  readonly parent: pulumi.Resource;
}

/** The function that makes and renews certificates. It is in no VPC: it talks to Secrets Manager only. */
export function issuerFunction({ component, parent, ...args }: IssuerFunctionArgs): aws.lambda.Function {
  const name = (id: string): string => childName(component, `Certificates-Issuer${id}`);
  const description = `Certificates of the Redis deployment ${args.deployment}`;
  const log = new aws.cloudwatch.LogGroup(name('-Log'), { retentionInDays: ISSUER_FUNCTION.logDays }, { parent });
  const role = new aws.iam.Role(name('-Role'), { assumeRolePolicy: JSON.stringify(trustPolicy('lambda.amazonaws.com')), description }, { parent });
  const policy = new aws.iam.RolePolicy(name('-Policy'), {
    role: role.name,
    policy: policyJson(
      { log: log.arn, secrets: pulumi.all(args.secretArns), key: args.keyArn },
      // Its streams.
      ({ log: logGroup, secrets, key }) => issuerStatements({ logGroupArn: `${logGroup}:*`, secretArns: secrets, keyArn: key }),
    ),
  }, { parent });
  return new aws.lambda.Function(name(''), {
    description,
    // One file, built with the library.
    code: new pulumi.asset.AssetArchive({
      'index.js': new pulumi.asset.FileAsset(bundled('the issuer of certificates', 'issuer/handler/index.js', 'npm run issuer-handler')),
    }),
    handler: 'index.handler',
    runtime: args.runtime ?? 'nodejs24.x',
    architectures: ['arm64'],
    memorySize: ISSUER_FUNCTION.memoryMebibytes,
    timeout: ISSUER_FUNCTION.timeoutSeconds,
    role: role.arn,
    loggingConfig: { logFormat: 'Text', logGroup: log.name },
    environment: { variables: { [ISSUER_VARIABLE]: args.settings } },
  }, { parent, dependsOn: [policy] });
}
