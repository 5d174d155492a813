import { CfnOutput, Duration, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RedisReplication } from 'redis-ha-constructs/aws';
import type { Construct } from 'constructs';

/** A primary and two replicas whose failover a person calls, behind addresses that stay the same. */
export class ReplicationStack extends Stack {
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

    const redis = new RedisReplication(this, 'Redis', {
      vpc,
      deploymentName: 'sessions',
      replicas: 2,
      // A primary that died comes back by itself and loads what it had; its machine's death waits for `redis-ha failover`.
      objectives: { rpo: Duration.seconds(5), rto: Duration.minutes(5) },
      dns: { zoneName: 'redis.internal' },
      loadBalancer: {},
    });

    new cloudwatch.Alarm(this, 'NoPrimary', {
      metric: redis.metricPrimaries(),
      threshold: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      alarmDescription: 'Nobody takes writes: look at the primary, and call `redis-ha failover` when it will not come back soon',
    });

    new CfnOutput(this, 'Primary', { value: redis.primaryEndpoint! });
    new CfnOutput(this, 'Replicas', { value: redis.replicasEndpoint! });
    new CfnOutput(this, 'PasswordSecret', { value: redis.appSecret.secretArn });
    // What clients check the nodes by: authorities as PEM, and the name that the certificate bears.
    new CfnOutput(this, 'AuthoritiesSecret', { value: redis.tls!.caSecret!.secretArn });
    new CfnOutput(this, 'ServerName', { value: redis.tls!.serverName });
  }
}
