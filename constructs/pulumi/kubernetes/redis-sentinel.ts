import type * as pulumi from '@pulumi/pulumi';
import { deploymentNames, hasSentinelsService } from '../../../lib/manifests';
import { Topology, type SentinelPlacement } from '../../../lib/model';
import { NodeRole } from '../../../lib/plan';
import { allPlain } from '../shared';
import type { RedisDeploymentArgs } from './deployment-args';
import { SinglePrimaryBase } from './single-primary-base';

/** Arguments of RedisSentinel. */
export interface RedisSentinelArgs extends RedisDeploymentArgs {
  /**
   * Replicas besides the primary. Each is a node of its own.
   *
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Sentinel processes, an odd number of at least 3.
   *
   * @default 3
   */
  readonly sentinels?: number;
  /**
   * Sentinels that must agree that the primary is down.
   *
   * @default - the smallest majority
   */
  readonly quorum?: number;
  /**
   * Where the Sentinels run.
   *
   * @default SentinelPlacement.BESIDE_DATA
   */
  readonly placement?: SentinelPlacement;
}

/**
 * One primary, its replicas and Sentinels on Kubernetes, from declared objectives.
 *
 * Each node is a pod of a StatefulSet with a Service and a data volume for life. Its objects are resources below this component,
 * so that a transform changes what no argument does. The plan is written beside the program as `<name>.redis-ha.json`.
 */
export class RedisSentinel extends SinglePrimaryBase {
  /** The name a Sentinel-aware client asks for: the deployment's. */
  public readonly masterName: string;
  /** Host name of every Sentinel, for a Sentinel-aware client. */
  public readonly sentinelHosts: pulumi.Output<string>[];
  /** Port of the Sentinels. */
  public readonly sentinelPort: number;
  /**
   * Service that leads to any ready Sentinel, for a client that takes one address only; undefined where Sentinels run beside
   * some data nodes and not beside others.
   */
  public readonly sentinelsServiceName?: string;

  /** @throws Error that names the component and the argument */
  constructor(name: string, args: RedisSentinelArgs, opts?: pulumi.ComponentResourceOptions) {
    super('RedisSentinel', name, args, () => Topology.sentinel(allPlain({
      replicas: args.replicas, sentinels: args.sentinels, quorum: args.quorum, placement: args.placement,
    })), opts);
    const { topology, ports } = this.plan;
    this.masterName = topology.masterName;
    this.sentinelHosts = this._hostsOf(NodeRole.SENTINEL);
    this.sentinelPort = ports.sentinel;
    this.sentinelsServiceName = hasSentinelsService(this.plan) ? deploymentNames(this.deploymentName).sentinels : undefined;
    const { masterName, sentinelHosts, sentinelPort, sentinelsServiceName } = this;
    this.registerOutputs({ ...this._outputs(), masterName, sentinelHosts, sentinelPort, sentinelsServiceName });
  }
}
