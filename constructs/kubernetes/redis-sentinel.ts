import type { Construct } from 'constructs';
import { deploymentNames, hasSentinelsService } from '../../lib/manifests';
import { Topology, type SentinelPlacement } from '../../lib/model';
import { NodeRole } from '../../lib/plan';
import { deploy, type Deployed } from './deploy';
import type { RedisDeploymentProps } from './deployment-props';
import { SinglePrimaryBase, type ISinglePrimaryDeployment } from './single-primary-base';

/** A Sentinel deployment. */
export interface IRedisSentinel extends ISinglePrimaryDeployment {
  /** The name a Sentinel-aware client asks for: the deployment's. */
  readonly masterName: string;
  /** Host name of every Sentinel, for a Sentinel-aware client. */
  readonly sentinelHosts: string[];
  /** Port of the Sentinels. */
  readonly sentinelPort: number;
  /**
   * Service that leads to any ready Sentinel, for a client that takes one address only; undefined where Sentinels run beside
   * some data nodes and not beside others.
   */
  readonly sentinelsServiceName?: string;
}

/** Properties of RedisSentinel. */
export interface RedisSentinelProps extends RedisDeploymentProps {
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
 * Each node is a pod of a StatefulSet with a Service and a data volume for life. Its objects are children of this construct,
 * so that `ApiObject.of(redis.node.findChild('NodeStatefulSet')).addJsonPatch(...)` changes what no prop does. The plan is
 * written beside the manifests as `<unique name>.redis-ha.json`, which Kubernetes takes for an empty list.
 */
export class RedisSentinel extends SinglePrimaryBase implements IRedisSentinel {
  /** @internal */
  protected readonly _deployed: Deployed;

  /** @throws Error that names the prop and this construct's path */
  constructor(scope: Construct, id: string, props: RedisSentinelProps) {
    super(scope, id);
    this._deployed = deploy(this, props, () => Topology.sentinel({
      replicas: props.replicas, sentinels: props.sentinels, quorum: props.quorum, placement: props.placement,
    }));
  }

  public get masterName(): string {
    return this.plan.topology.masterName;
  }

  public get sentinelHosts(): string[] {
    return this._hostsOf(NodeRole.SENTINEL);
  }

  public get sentinelPort(): number {
    return this.plan.ports.sentinel;
  }

  public get sentinelsServiceName(): string | undefined {
    return hasSentinelsService(this.plan) ? deploymentNames(this.plan.name).sentinels : undefined;
  }
}
