import { dirname } from 'node:path';
import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  AWS_SERVICES_PORT, backupStatements, bundled, failedRunStatements, functionStatements, keptFromCode,
  MOST_BACKUP_EVENT_AGE_SECONDS, secretStatements, trustPolicy, type PlannedRuns,
} from '../../../lib/aws';
import { BACKUP_RUN_VARIABLE, BACKUP_RUN_VERSION, type BackupRun } from '../../../lib/model/backup-run';
import { childName } from '../shared';
import type { BackupScheduleArgs } from './backup-schedule-args';
import type { BackupSourceConfig } from './backup-source';
import { backupPlace } from './backup-store';
import { policyJson } from './policy-json';

export interface BackupFunctionArgs {
  readonly args: BackupScheduleArgs;
  readonly source: BackupSourceConfig;
  readonly planned: PlannedRuns;
  readonly logDays: number;
  /** Where events end whose run failed. */
  readonly deadLetters: aws.sqs.Queue;
}

/** The function that takes backups, in the VPC, with a role that can add to one deployment's backups and read one secret. */
export interface BackupFunction {
  readonly lambda: aws.lambda.Function;
  readonly securityGroup: aws.ec2.SecurityGroup;
  readonly logGroup: aws.cloudwatch.LogGroup;
}

export function backupFunction(name: string, made: BackupFunctionArgs, parent: pulumi.Resource): BackupFunction {
  const { args, source, planned, deadLetters } = made;
  const { tags } = args;
  const description = `Backups of the Redis deployment ${source.deploymentName}`;
  const logGroup = new aws.cloudwatch.LogGroup(childName(name, 'Log'), { retentionInDays: made.logDays, tags }, { parent });
  const role = new aws.iam.Role(childName(name, 'Role'), {
    assumeRolePolicy: JSON.stringify(trustPolicy('lambda.amazonaws.com')), description, tags,
  }, { parent });
  const policy = rolePolicy(name, made, role, logGroup, parent);
  const { securityGroup, rules } = openNetwork(name, made, parent);
  const lambda = new aws.lambda.Function(childName(name, 'Function'), {
    description,
    // One folder with one file, built with the library; Pulumi names archives by their content.
    code: new pulumi.asset.FileArchive(dirname(bundled('the Lambda handler', 'backup/handler/index.js', 'npm run backup-handler'))),
    handler: 'index.handler',
    runtime: args.runtime ?? 'nodejs24.x',
    architectures: ['arm64'],
    memorySize: planned.memoryMegabytes,
    timeout: planned.timeoutSeconds,
    vpcConfig: { subnetIds: args.subnetIds, securityGroupIds: [securityGroup.id] },
    role: role.arn,
    loggingConfig: { logFormat: 'Text', logGroup: logGroup.name },
    environment: { variables: { [BACKUP_RUN_VARIABLE]: pulumi.jsonStringify(told(made)) } },
    reservedConcurrentExecutions: args.reserveConcurrency ?? true ? 1 : undefined,
    tags,
  }, { parent, dependsOn: [policy, ...rules] });
  new aws.lambda.FunctionEventInvokeConfig(childName(name, 'Events'), {
    functionName: lambda.name,
    qualifier: '$LATEST',
    // Scheduler owns retry, and the next run is the retry of a failed backup.
    maximumRetryAttempts: 0,
    maximumEventAgeInSeconds: MOST_BACKUP_EVENT_AGE_SECONDS,
    destinationConfig: { onFailure: { destination: deadLetters.arn } },
  }, { parent });
  // A policy of its own: the function waits for the other, and this one names the function.
  new aws.iam.RolePolicy(childName(name, 'Denied'), {
    role: role.name, policy: policyJson({ arn: lambda.arn }, ({ arn }) => [keptFromCode(arn)]),
  }, { parent });
  return { lambda, securityGroup, logGroup };
}

/** What the handler reads. */
function told({ args, source, planned }: BackupFunctionArgs): { [Field in keyof BackupRun]: pulumi.Input<BackupRun[Field]> } {
  return {
    schemaVersion: BACKUP_RUN_VERSION,
    deployment: source.deploymentName,
    nodes: source.endpoints,
    username: source.username,
    secretId: source.secretArn,
    tls: source.tls,
    tlsServerName: source.tlsServerName,
    tlsCa: source.tlsCa,
    tlsSecretId: source.tlsSecretArn,
    store: args.bucket.storeUrl,
    codec: args.codec ?? 'auto',
    fromPrimary: args.fromPrimary ?? false,
    parallel: planned.parallel,
    deadlineSeconds: planned.deadlineSeconds,
    verify: planned.verify,
  };
}

function rolePolicy(
  name: string, made: BackupFunctionArgs, role: aws.iam.Role, logGroup: aws.cloudwatch.LogGroup, parent: pulumi.Resource,
): aws.iam.RolePolicy {
  const { args, source, deadLetters } = made;
  return new aws.iam.RolePolicy(childName(name, 'Policy'), {
    role: role.name,
    policy: policyJson({
      // As CloudFormation has it; the provider's lacks what stands for the streams.
      log: pulumi.interpolate`${logGroup.arn}:*`,
      place: backupPlace(args.bucket, source.deploymentName),
      secretArn: source.secretArn,
      tlsSecretArn: source.tlsSecretArn,
      secretKey: source.secretKey,
      tlsSecretKey: source.tlsSecretKey,
      region: aws.getRegionOutput({}, { parent }).region,
      queueArn: deadLetters.arn,
    }, ({ log, place, secretArn, tlsSecretArn, secretKey, tlsSecretKey, region, queueArn }) => [
      ...functionStatements(log),
      ...backupStatements(place),
      // Secrets Manager tells no key, or none at all, for the account's own.
      ...secretStatements(tlsSecretArn === undefined ? [secretArn] : [secretArn, tlsSecretArn],
        { keyArns: [...new Set([secretKey, tlsSecretKey].filter((key): key is string => !!key))], region }),
      ...failedRunStatements(queueArn),
    ]),
  }, { parent });
}

interface OpenNetwork {
  readonly securityGroup: aws.ec2.SecurityGroup;
  readonly rules: pulumi.Resource[];
}

function openNetwork(name: string, { args, source }: BackupFunctionArgs, parent: pulumi.Resource): OpenNetwork {
  const securityGroup = new aws.ec2.SecurityGroup(childName(name, 'SecurityGroup'), {
    vpcId: args.vpcId, description: `Backups of ${source.deploymentName}`, tags: args.tags,
  }, { parent });
  const tcp = (port: number): { ipProtocol: string; fromPort: number; toPort: number } =>
    ({ ipProtocol: 'tcp', fromPort: port, toPort: port });
  const services = new aws.vpc.SecurityGroupEgressRule(childName(name, 'ToServices'), {
    securityGroupId: securityGroup.id, cidrIpv4: '0.0.0.0/0', ...tcp(AWS_SERVICES_PORT), description: 'AWS services',
  }, { parent });
  // From this side, so that a deployment of another program does not come to depend on it.
  const rules = source.securityGroups.flatMap((servers, index) => source.ports.flatMap((port) => [
    new aws.vpc.SecurityGroupEgressRule(childName(name, `ToServers${index + 1}-${port}`), {
      securityGroupId: securityGroup.id, referencedSecurityGroupId: servers, ...tcp(port), description: 'Redis backups',
    }, { parent }),
    new aws.vpc.SecurityGroupIngressRule(childName(name, `IntoServers${index + 1}-${port}`), {
      securityGroupId: servers, referencedSecurityGroupId: securityGroup.id, ...tcp(port), description: 'Redis backups',
    }, { parent }),
  ]));
  return { securityGroup, rules: [services, ...rules] };
}
