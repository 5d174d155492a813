import type * as pulumi from '@pulumi/pulumi';

/** How much may be lost and for how long. */
export interface Objectives {
  /** Acknowledged writes a failure may lose, as a span of time, for example `5s`. At least 3 seconds. */
  rpo: string;
  /** From a failure to the first acknowledged write after it, for example `30s`. */
  rto: string;
}

/** What every deployment on EC2 is declared by. Whatever is left out is as in TypeScript. */
export interface AwsDeploymentArgs {
  /** The network the nodes live in. */
  vpcId: pulumi.Input<string>;
  /** One subnet for each zone, with a way to AWS' services. */
  subnetIds: pulumi.Input<string>[];
  /** What the deployment must keep; every setting is derived from it. */
  objectives: Objectives;
  /** Name of the deployment; from the component's by default. */
  deploymentName?: string;
  /** Instance type of every node, by default `r7g.large`. */
  instanceType?: string;
  /** Id of the nodes' machine image, by default Debian 13. */
  imageId?: pulumi.Input<string>;
  /** Release of Debian that the image is, for example `trixie`; needed with `imageId` where packages come from Debian. */
  imageDebianRelease?: string;
  /** ARN of the key for volumes and secrets. */
  key?: pulumi.Input<string>;
  /** Whether Pulumi refuses to delete what holds data, by default true. */
  protect?: boolean;
}

/** What every deployment on Kubernetes is declared by. Whatever is left out is as in TypeScript. */
export interface KubernetesDeploymentArgs {
  /** What the deployment must keep; every setting is derived from it. */
  objectives: Objectives;
  /** By default that of the provider. */
  namespace?: pulumi.Input<string>;
  /** Name of the deployment; from the component's by default. */
  deploymentName?: string;
  /** Memory of a node, for example `4GiB`. */
  nodeMemory?: string;
  /** Whether Pulumi refuses to delete what holds data, by default true. */
  protect?: boolean;
}
