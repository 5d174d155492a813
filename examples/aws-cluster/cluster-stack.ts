import { CfnOutput, Duration, Fn, Stack, type StackProps } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RedisCluster } from 'redis-ha-constructs/aws';
import type { Construct } from 'constructs';

/** A Cluster of three shards, each a primary and a replica, over three zones. */
export class ClusterStack extends Stack {
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

    const redis = new RedisCluster(this, 'Redis', {
      vpc,
      deploymentName: 'cart',
      objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(20) },
    });

    new cloudwatch.Alarm(this, 'ShardWithoutPrimary', {
      metric: redis.metricPrimaries(),
      threshold: redis.shards,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
      alarmDescription: 'A shard takes no writes',
    });

    new CfnOutput(this, 'Nodes', { value: Fn.join(',', redis.nodeEndpoints) });
    new CfnOutput(this, 'PasswordSecret', { value: redis.appSecret.secretArn });
    // What clients check the nodes by: authorities as PEM, and the name that the certificate bears.
    new CfnOutput(this, 'AuthoritiesSecret', { value: redis.tls!.caSecret!.secretArn });
    new CfnOutput(this, 'ServerName', { value: redis.tls!.serverName });
  }
}
