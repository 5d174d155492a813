import { dirname } from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ISSUER_FUNCTION, issuerStatements } from '../../lib/aws';
import { ISSUER_VARIABLE } from '../../lib/certificates';
import { bundled } from './bundle';
import { grantStatements } from './statements';

export interface IssuerFunctionProps {
  readonly deployment: string;
  /** JSON of `IssuerSettings`. */
  readonly settings: string;
  readonly secrets: secretsmanager.ISecret[];
  readonly keyArn?: string;
  /** @default Runtime.NODEJS_24_X */
  readonly runtime?: lambda.Runtime;
}

/** The function that makes and renews certificates. It is in no VPC: it talks to Secrets Manager only. */
export class IssuerFunction extends Construct {
  public readonly lambda: lambda.Function;

  constructor(scope: Construct, id: string, props: IssuerFunctionProps) {
    super(scope, id);
    const logGroup = new logs.LogGroup(this, 'Log', { retention: ISSUER_FUNCTION.logDays, removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: `Certificates of the Redis deployment ${props.deployment}`,
    });
    const policy = grantStatements(this, 'Policy', [role], issuerStatements({
      logGroupArn: logGroup.logGroupArn, secretArns: props.secrets.map(({ secretArn }) => secretArn), keyArn: props.keyArn,
    }));
    this.lambda = new lambda.Function(this, 'Function', {
      description: `Certificates of the Redis deployment ${props.deployment}`,
      // One folder with one file, built with the library.
      code: lambda.Code.fromAsset(dirname(bundled('the issuer of certificates', 'issuer/handler/index.js', 'npm run issuer-handler'))),
      handler: 'index.handler',
      runtime: props.runtime ?? lambda.Runtime.NODEJS_24_X,
      architecture: lambda.Architecture.ARM_64,
      memorySize: ISSUER_FUNCTION.memoryMebibytes,
      timeout: Duration.seconds(ISSUER_FUNCTION.timeoutSeconds),
      role,
      logGroup,
      environment: { [ISSUER_VARIABLE]: props.settings },
    });
    this.lambda.node.addDependency(policy);
  }
}
