import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { RedisSentinel, RegionStrategy, RegionWitness, SsmAgent, type IWitnessBucket } from 'redis-ha-constructs/aws';
import type { Construct } from 'constructs';

export interface HomeStackProps extends StackProps {
  readonly witness: IWitnessBucket;
}

/** The home region: a Sentinel deployment that declares where it goes on when this region is lost. */
export class HomeStack extends Stack {
  public readonly redis: RedisSentinel;

  constructor(scope: Construct, id: string, { witness, ...props }: HomeStackProps) {
    super(scope, id, props);

    const vpc = new ec2.Vpc(this, 'Vpc', {
      ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/16'),
      maxAzs: 3,
      natGateways: 1,
      gatewayEndpoints: {
        S3: { service: ec2.GatewayVpcEndpointAwsService.S3 },
        DynamoDb: { service: ec2.GatewayVpcEndpointAwsService.DYNAMODB },
      },
    });

    this.redis = new RedisSentinel(this, 'Redis', {
      vpc,
      deploymentName: 'cache',
      objectives: { rpo: Duration.seconds(5), rto: Duration.seconds(5) },
      replicaRegion: {
        region: 'eu-west-1',
        strategy: RegionStrategy.WARM,
        // What the loss of this whole region may cost, the decision of people to promote the other one included.
        objectives: { rpo: Duration.minutes(1), rto: Duration.minutes(15) },
        witness: RegionWitness.bucket(witness),
      },
      // A promotion by Systems Manager runs its steps on the nodes; the image has the agent.
      ssmAgent: SsmAgent.preinstalled(),
    });

    new CfnOutput(this, 'MasterName', { value: this.redis.masterName });
    new CfnOutput(this, 'PasswordSecret', { value: this.redis.appSecret.secretArn });
  }
}
