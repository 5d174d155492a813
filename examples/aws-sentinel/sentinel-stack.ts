import { CfnOutput, Duration, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RedisSentinel } from 'redis-ha-constructs/aws';
import type { Construct } from 'constructs';

/** A Sentinel deployment over three zones that loses at most 5 s of writes and is back within 5 s. */
export class SentinelStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      // Without an explicit region the CDK would assume two zones; three survive the loss of any one.
      availabilityZones: [0, 1, 2].map((index) => Fn.select(index, Fn.getAzs())),
      // Free of charge, and the nodes' marker, plan and agent then do not depend on a NAT gateway.
      gatewayEndpoints: {
        S3: { service: ec2.GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB },
      },
    });

    const redis = new RedisSentinel(this, 'Redis', {
      vpc,
      deploymentName: 'cache',
      objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(5) },
    });

    new cloudwatch.Alarm(this, 'NodeAway', {
      metric: redis.metricReadyNodes(),
      threshold: 3,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 5,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      alarmDescription: 'A Redis node is not ready: the loss of another one would be an outage',
    });

    new CfnOutput(this, 'Sentinels', { value: Fn.join(',', redis.sentinelEndpoints) });
    new CfnOutput(this, 'MasterName', { value: redis.masterName });
    new CfnOutput(this, 'PasswordSecret', { value: redis.appSecret.secretArn });
    // What clients check the nodes by: authorities as PEM, and the name that the certificate bears.
    new CfnOutput(this, 'AuthoritiesSecret', { value: redis.tls!.caSecret!.secretArn });
    new CfnOutput(this, 'ServerName', { value: redis.tls!.serverName });
  }
}
