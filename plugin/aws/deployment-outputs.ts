import * as pulumi from '@pulumi/pulumi';
import type { RedisDeployment, SinglePrimary } from 'redis-ha-constructs/pulumi/aws';

/** What every deployment tells. */
export interface AwsDeploymentOutputs {
  readonly deploymentName: pulumi.Output<string>;
  readonly nodeEndpoints: pulumi.Output<string[]>;
  readonly domainName: pulumi.Output<string> | undefined;
  readonly caCertificate: pulumi.Output<string> | undefined;
  readonly tlsServerName: pulumi.Output<string> | undefined;
  readonly appSecretArn: pulumi.Output<string>;
  readonly backupSecretArn: pulumi.Output<string>;
  readonly securityGroupId: pulumi.Output<string>;
  readonly roleName: pulumi.Output<string>;
}

/** What one with a primary tells besides. */
export interface AwsPrimaryOutputs extends AwsDeploymentOutputs {
  readonly primaryEndpoint: pulumi.Output<string> | undefined;
  readonly replicasEndpoint: pulumi.Output<string> | undefined;
}

export function outputsOf(redis: RedisDeployment): AwsDeploymentOutputs {
  return {
    deploymentName: pulumi.output(redis.deploymentName),
    nodeEndpoints: pulumi.all(redis.nodeEndpoints),
    domainName: redis.domainName,
    caCertificate: redis.caCertificate,
    tlsServerName: redis.tls && pulumi.output(redis.tls.serverName),
    appSecretArn: redis.appSecret.arn,
    backupSecretArn: redis.backupSecret.arn,
    securityGroupId: redis.securityGroup.id,
    roleName: redis.role,
  };
}

export function outputsOfPrimary(redis: SinglePrimary): AwsPrimaryOutputs {
  return { ...outputsOf(redis), primaryEndpoint: redis.primaryEndpoint, replicasEndpoint: redis.replicasEndpoint };
}
