import type * as pulumi from '@pulumi/pulumi';
import { deploymentNames } from '../../../lib/manifests';
import type { Topology } from '../../../lib/model';
import type { RedisDeploymentArgs } from './deployment-args';
import { RedisDeploymentBase } from './redis-deployment-base';

/** What deployments with one primary have in common. */
export abstract class SinglePrimaryBase extends RedisDeploymentBase {
  /**
   * Service that leads to whoever is primary, and to nobody while that is not agreed on. It follows a failover within about a
   * second; connections that were there are closed by Redis itself, never moved.
   */
  public readonly primaryServiceName: string;
  /** Host name of that Service. */
  public readonly primaryHost: pulumi.Output<string>;
  /** Service that leads to the replicas that are ready. */
  public readonly replicasServiceName: string;
  /** Host name of that Service. */
  public readonly replicasHost: pulumi.Output<string>;

  /** @internal */
  protected constructor(
    type: string, name: string, args: RedisDeploymentArgs, topology: () => Topology, opts?: pulumi.ComponentResourceOptions,
  ) {
    super(type, name, args, topology, opts);
    const { primary, replicas } = deploymentNames(this.deploymentName);
    this.primaryServiceName = primary;
    this.primaryHost = this._host(primary);
    this.replicasServiceName = replicas;
    this.replicasHost = this._host(replicas);
  }

  /** @internal */
  protected override _outputs(): pulumi.Inputs {
    const { primaryServiceName, primaryHost, replicasServiceName, replicasHost } = this;
    return { ...super._outputs(), primaryServiceName, primaryHost, replicasServiceName, replicasHost };
  }
}
