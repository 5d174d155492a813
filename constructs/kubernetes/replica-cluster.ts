import type { Duration } from 'cdk8s';
import { RegionStrategy, type ReplicaRegionSpec, type WhenUnsure } from '../../lib/model';
import type { ClusterPlace, NetworkPeer, NodeLoadBalancers, WitnessStore } from '../../lib/manifests';
import type { RecoveryObjectives } from './deployment-props';
import { secondsOf } from './setting-overrides';

/**
 * Another cluster that the deployment can go on in. The same declaration is given to a construct in a chart of each cluster;
 * only `here` differs, and both make the same plan.
 */
export interface ReplicaClusterOptions {
  /** Which cluster these manifests are for. */
  readonly here: ClusterPlace;
  /** What the loss of the whole home cluster may cost. The RTO includes `decision`. */
  readonly objectives: RecoveryObjectives;
  /** Zones of the other cluster; those of home are `scheduling.zones`, in both declarations. @default 3 */
  readonly zones?: number;
  /**
   * Where each node of both clusters answers, for all of them: an address, or a name that resolves in both clusters. Every node
   * announces its own. Names have to exist before pods start; an external-dns in the cluster is told of them.
   */
  readonly addresses: Record<string, string>;
  /**
   * Addresses of both clusters as the nodes see each other: sources of what comes from the other cluster, and the nodes'
   * addresses above.
   */
  readonly peers: NetworkPeer[];
  /** Where it is kept which cluster may take writes. */
  readonly witness: WitnessStore;
  /** The nodes' Services, of type LoadBalancer. @default - as the cluster makes them */
  readonly loadBalancers?: NodeLoadBalancers;
  /** How long people take to decide on a promotion; part of the promised RTO. @default - 5 minutes */
  readonly decision?: Duration;
  /**
   * How old a primary's proof that its cluster is still the active one may become. A promotion that cannot reach the old one
   * waits for so long.
   *
   * @default - 10 seconds
   */
  readonly lease?: Duration;
  /** What the primary does when it can neither ask the witness nor hears the other cluster. @default WhenUnsure.STOP_WRITES */
  readonly whenUnsure?: WhenUnsure;
}

/** The other region of a plan: always warm, since nothing in a cluster starts nodes when a region is promoted. */
export function replicaRegionOf(options: ReplicaClusterOptions): ReplicaRegionSpec {
  return {
    strategy: RegionStrategy.WARM,
    failureDomains: options.zones ?? 3,
    objectives: {
      rpoSeconds: secondsOf('replicaCluster.objectives.rpo', options.objectives.rpo),
      rtoSeconds: secondsOf('replicaCluster.objectives.rto', options.objectives.rto),
    },
    ...(options.decision && { decisionSeconds: secondsOf('replicaCluster.decision', options.decision) }),
    ...(options.lease && { leaseSeconds: secondsOf('replicaCluster.lease', options.lease) }),
    ...(options.whenUnsure && { whenUnsure: options.whenUnsure }),
  };
}
