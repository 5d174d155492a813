import { deploymentNames } from '../../lib/manifests';
import { RedisDeploymentBase, type IRedisDeployment } from './redis-deployment-base';

/** A deployment with one primary at a time. */
export interface ISinglePrimaryDeployment extends IRedisDeployment {
  /**
   * Service that leads to whoever is primary, and to nobody while that is not agreed on. It follows a failover within about a
   * second; connections that were there are closed by Redis itself, never moved.
   */
  readonly primaryServiceName: string;
  /** Host name of that Service. */
  readonly primaryHost: string;
  /** Service that leads to the replicas that are ready. */
  readonly replicasServiceName: string;
  /** Host name of that Service. */
  readonly replicasHost: string;
}

/** What deployments with one primary have in common. */
export abstract class SinglePrimaryBase extends RedisDeploymentBase implements ISinglePrimaryDeployment {
  public get primaryServiceName(): string {
    return deploymentNames(this.plan.name).primary;
  }

  public get primaryHost(): string {
    return this._host(this.primaryServiceName);
  }

  public get replicasServiceName(): string {
    return deploymentNames(this.plan.name).replicas;
  }

  public get replicasHost(): string {
    return this._host(this.replicasServiceName);
  }
}
