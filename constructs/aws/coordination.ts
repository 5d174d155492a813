import { RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';

/**
 * What must outlive every volume and be agreed on by every node: the create-once
 * marker that the deployment has been formed, the volume each node's data is on, and
 * the lock that replacements take. A table rather than SSM parameters, because the
 * lock needs compare-and-set with an expiry, and a parameter can only be created or
 * overwritten.
 */
export class Coordination extends Construct {
  public readonly table: dynamodb.ITable;

  constructor(scope: Construct, id: string, removalPolicy: RemovalPolicy, given?: dynamodb.ITable) {
    super(scope, id);
    this.table = given ?? new dynamodb.Table(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // Holds no secret. A customer's key would let a key policy mistake stop every replacement.
      encryption: dynamodb.TableEncryption.AWS_MANAGED,
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
    });
  }
}
