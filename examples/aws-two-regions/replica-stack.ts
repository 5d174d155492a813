import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { ReplicaRegion, type RedisSentinel } from 'redis-ha-constructs/aws';
import type { Construct } from 'constructs';

export interface ReplicaStackProps extends StackProps {
  readonly redis: RedisSentinel;
}

/** The other region: nodes that follow, from the home region's declaration. */
export class ReplicaStack extends Stack {
  public readonly replica: ReplicaRegion;

  constructor(scope: Construct, id: string, { redis, ...props }: ReplicaStackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      // Not those of the home region: nothing could be routed between them.
      ipAddresses: ec2.IpAddresses.cidr('10.1.0.0/16'),
      maxAzs: 3,
      natGateways: 1,
      gatewayEndpoints: {
        S3: { service: ec2.GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB },
      },
    });

    this.replica = new ReplicaRegion(this, 'Redis', { home: redis, vpc });

    new CfnOutput(this, 'PasswordSecret', { value: this.replica.appSecret.secretArn });
  }
}
