import type * as pulumi from '@pulumi/pulumi';
import type { ClusterPlace, NetworkPeer, NodeLoadBalancers, OtherCluster, WitnessStore } from '../../../lib/manifests';
import { RegionStrategy, type ReplicaRegionSpec, type WhenUnsure } from '../../../lib/model';
import { objectivesOf, requirePlain, secondsOf, type Duration, type RecoveryObjectives } from '../shared';
import { marked, type WithInputs } from './deferred';

/** Where it is kept which cluster may take writes. Its address is plain: the port that policies open is read from it. */
export interface WitnessArgs extends Pick<WitnessStore, 'url'>, WithInputs<Omit<WitnessStore, 'url'>> {}

/**
 * Another cluster that the deployment can go on in. The same declaration is given to a component for each cluster;
 * only `here` differs, and both make the same plan.
 */
export interface ReplicaClusterArgs {
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
  readonly addresses: Record<string, pulumi.Input<string>>;
  /**
   * Addresses of both clusters as the nodes see each other: sources of what comes from the other cluster, and the nodes'
   * addresses above.
   */
  readonly peers: WithInputs<NetworkPeer>[];
  /** Where it is kept which cluster may take writes. */
  readonly witness: WitnessArgs;
  /** The nodes' Services, of type LoadBalancer. @default - as the cluster makes them */
  readonly loadBalancers?: WithInputs<NodeLoadBalancers>;
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
export function replicaRegionOf(options: ReplicaClusterArgs): ReplicaRegionSpec {
  return {
    strategy: RegionStrategy.WARM,
    failureDomains: options.zones ?? 3,
    objectives: objectivesOf('replicaCluster.objectives', options.objectives),
    ...(options.decision && { decisionSeconds: secondsOf('replicaCluster.decision', options.decision) }),
    ...(options.lease && { leaseSeconds: secondsOf('replicaCluster.lease', options.lease) }),
    ...(options.whenUnsure && { whenUnsure: options.whenUnsure }),
  };
}

/** The two clusters as manifests know them. @throws InvalidInput for an output where a plain value is needed */
export function otherClusterOf(args: ReplicaClusterArgs | undefined): OtherCluster | undefined {
  if (args === undefined) {
    return undefined;
  }
  for (const field of ['here', 'zones', 'decision', 'lease', 'whenUnsure'] as const) {
    requirePlain(`replicaCluster.${field}`, args[field]);
  }
  requirePlain('replicaCluster.witness.url', args.witness.url);
  const { here, zones, addresses, peers, witness, loadBalancers } = args;
  return {
    here,
    zones,
    addresses: marked<Record<string, string>>(addresses),
    peers: marked<NetworkPeer[]>(peers),
    witness: marked<WitnessStore>(witness),
    loadBalancers: loadBalancers && marked<NodeLoadBalancers>(loadBalancers),
  };
}
