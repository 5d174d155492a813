import * as pulumi from '@pulumi/pulumi';
import type { RedisDeploymentBase, SinglePrimaryBase } from 'redis-ha-constructs/pulumi/kubernetes';

/** What every deployment tells. */
export interface KubernetesDeploymentOutputs {
  readonly deploymentName: pulumi.Output<string>;
  readonly nodeHosts: pulumi.Output<string[]>;
  readonly passwordSecretName: pulumi.Output<string>;
  readonly tlsServerName: pulumi.Output<string> | undefined;
  readonly caSecretName: pulumi.Output<string> | undefined;
}

/** What one with a primary tells besides. */
export interface KubernetesPrimaryOutputs extends KubernetesDeploymentOutputs {
  readonly primaryHost: pulumi.Output<string>;
  readonly replicasHost: pulumi.Output<string>;
}

export function outputsOf(redis: RedisDeploymentBase): KubernetesDeploymentOutputs {
  return {
    deploymentName: pulumi.output(redis.deploymentName),
    nodeHosts: pulumi.all(redis.nodeHosts),
    passwordSecretName: redis.passwordSecretName,
    tlsServerName: redis.tlsServerName === undefined ? undefined : pulumi.output(redis.tlsServerName),
    caSecretName: redis.caSecretName,
  };
}

export function outputsOfPrimary(redis: SinglePrimaryBase): KubernetesPrimaryOutputs {
  return { ...outputsOf(redis), primaryHost: redis.primaryHost, replicasHost: redis.replicasHost };
}
