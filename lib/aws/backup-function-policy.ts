import type { PolicyStatement } from './node-policy';
import { policyArnOfSecret } from './region-secrets';

/** An event that could not be begun by then is given up: the next one is not far. */
export const MOST_BACKUP_EVENT_AGE_SECONDS = 1800;

/** Port of AWS' own services, the only way out besides Redis. */
export const AWS_SERVICES_PORT = 443;

/** EC2 actions by which Lambda, not the function's code, puts a function into a VPC. */
export const VPC_ACTIONS = [
  'ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets', 'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses', 'ec2:UnassignPrivateIpAddresses',
];

/**
 * What a function in a VPC needs to be one: its log and its interfaces. Narrower than the AWS managed policy, which lets it
 * create and write any log.
 *
 * @param logGroupArn with the `:*` that CloudFormation's has, which stands for its streams
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function functionStatements(logGroupArn: string): PolicyStatement[] {
  return [
    {
      sid: 'Log',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroupArn],
      wildcardReason: 'streams of its own log group, which Lambda names',
    },
    {
      sid: 'Interfaces',
      actions: VPC_ACTIONS,
      resources: ['*'],
      wildcardReason: 'Lambda makes the interfaces before it knows their ids; another statement denies all of this to the function\'s code',
    },
  ];
}

/**
 * Lambda uses the function's role to make its interfaces; the code has no business there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/permissions-source-function-arn.html
 */
export function keptFromCode(functionArn: string): PolicyStatement & { readonly effect: 'Deny' } {
  return {
    sid: 'NotFromCode',
    effect: 'Deny',
    actions: VPC_ACTIONS,
    resources: ['*'],
    conditions: { ArnEquals: { 'lambda:SourceFunctionArn': functionArn } },
    wildcardReason: 'a denial of everything',
  };
}

/** Customer managed keys of secrets, and the region they are used in. */
export interface SecretsKeys {
  /** Each once; none with the account's AWS managed key. */
  readonly keyArns: string[];
  readonly region: string;
}

/** What the CDK's `grantRead` lets a function do with secrets, and with their keys by way of Secrets Manager only. */
export function secretStatements(secretArns: string[], { keyArns, region }: SecretsKeys): PolicyStatement[] {
  return [
    { sid: 'Secrets', actions: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], resources: secretArns.map(policyArnOfSecret) },
    ...(keyArns.length === 0 ? [] : [{
      sid: 'KeyOfSecrets', actions: ['kms:Decrypt'], resources: keyArns,
      conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
    }]),
  ];
}

/** What Lambda needs to put a failed run into a queue, as the CDK's destination grants it. */
export function failedRunStatements(queueArn: string): PolicyStatement[] {
  return [{ sid: 'GiveUp', actions: ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'], resources: [queueArn] }];
}
