import { dirname } from 'node:path';
import { Duration, RemovalPolicy, Size, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as sqs from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import {
  AWS_SERVICES_PORT, backupStatements, functionStatements, keptFromCode, MOST_BACKUP_EVENT_AGE_SECONDS, type BackupPlace,
} from '../../lib/aws';
import { BACKUP_RUN_VARIABLE, type BackupRun } from '../../lib/model/backup-run';
import { bundled } from './bundle';
import type { BackupSourceConfig } from './backup-source';
import { grantStatements } from './statements';

export interface BackupFunctionProps {
  readonly source: BackupSourceConfig;
  readonly run: BackupRun;
  readonly place: BackupPlace;
  readonly vpc: ec2.IVpc;
  readonly subnets: ec2.ISubnet[];
  readonly memory: Size;
  readonly timeout: Duration;
  readonly runtime: lambda.Runtime;
  readonly reserveConcurrency: boolean;
  readonly logRetention: logs.RetentionDays;
  /** Where events end whose run failed. */
  readonly deadLetters: sqs.IQueue;
}

/** The function that takes backups, in the VPC, with a role that can add to one deployment's backups and read one secret. */
export class BackupFunction extends Construct {
  public readonly lambda: lambda.Function;
  public readonly securityGroup: ec2.SecurityGroup;
  public readonly role: iam.Role;
  public readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: BackupFunctionProps) {
    super(scope, id);
    const { source } = props;
    this.logGroup = new logs.LogGroup(this, 'Log', { retention: props.logRetention, removalPolicy: RemovalPolicy.DESTROY });
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: `Backups of the Redis deployment ${props.run.deployment}`,
    });
    const policy = grantStatements(this, 'Policy', [this.role], [
      ...functionStatements(this.logGroup.logGroupArn), ...backupStatements(props.place),
    ]);
    source.secret.grantRead(this.role);
    source.tlsSecret?.grantRead(this.role);
    this.securityGroup = this.openNetwork(props);
    this.lambda = new lambda.Function(this, 'Function', {
      description: `Backups of the Redis deployment ${props.run.deployment}`,
      // One folder with one file, built with the library.
      code: lambda.Code.fromAsset(dirname(bundled('the Lambda handler', 'backup/handler/index.js', 'npm run backup-handler'))),
      handler: 'index.handler',
      runtime: props.runtime,
      architecture: lambda.Architecture.ARM_64,
      memorySize: props.memory.toMebibytes(),
      timeout: props.timeout,
      vpc: props.vpc,
      vpcSubnets: { subnets: props.subnets },
      securityGroups: [this.securityGroup],
      role: this.role,
      logGroup: this.logGroup,
      environment: { [BACKUP_RUN_VARIABLE]: Stack.of(this).toJsonString(props.run) },
      reservedConcurrentExecutions: props.reserveConcurrency ? 1 : undefined,
      // Scheduler owns retry, and the next run is the retry of a failed backup.
      retryAttempts: 0,
      maxEventAge: Duration.seconds(MOST_BACKUP_EVENT_AGE_SECONDS),
      onFailure: new SqsDestination(props.deadLetters),
    });
    this.lambda.node.addDependency(policy);
    this.keepCodeFromNetwork();
  }

  private openNetwork({ source, vpc, run }: BackupFunctionProps): ec2.SecurityGroup {
    const group = new ec2.SecurityGroup(this, 'SecurityGroup', {
      vpc, description: `Backups of ${run.deployment}`, allowAllOutbound: false,
    });
    group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(AWS_SERVICES_PORT), 'AWS services');
    // From this side, so that both rules are in this stack and a deployment of another stack does not come to depend on it.
    for (const port of source.ports) {
      group.connections.allowTo(source.connections, ec2.Port.tcp(port), 'Redis backups');
    }
    return group;
  }

  /** A policy of its own: the function waits for the other, and this one names the function. */
  private keepCodeFromNetwork(): void {
    const { sid, actions, resources, conditions } = keptFromCode(this.lambda.functionArn);
    new iam.Policy(this, 'Denied', {
      roles: [this.role],
      statements: [new iam.PolicyStatement({ sid, effect: iam.Effect.DENY, actions, resources, conditions })],
    });
  }
}
