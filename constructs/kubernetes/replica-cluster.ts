import type { Duration } from 'cdk8s';
import type { OtherRegion } from '../../lib/manifests';
import { InvalidInput, RegionStrategy, type ReplicaRegionSpec, type WhenUnsure } from '../../lib/model';
import { HOME_REGION, REPLICA_REGION } from '../../lib/plan';
import type { RecoveryObjectives } from './deployment-props';
import { policyPeers, type NetworkPeer } from './network-peer';
import { secondsOf } from './setting-overrides';

/** Which of the two clusters of a deployment a construct makes the manifests of. */
export enum ClusterPlace {
  /** The cluster that is active at first; its nodes are `node-1` and so on. */
  HOME = 'region-1',
  /** The cluster that the deployment can go on in; its nodes are `r2-node-1` and so on. */
  REPLICA = 'region-2',
}

/** Where it is kept which cluster may take writes (rule R14): outside both, so that the loss of either leaves it. */
export interface WitnessStore {
  /** `https://host/prefix` of a store that honours `If-None-Match: *`, as S3 does. */
  readonly url: string;
  /**
   * Region that requests are signed for (AWS signature 4), with the keys in `credentialsSecret`.
   *
   * @default - requests are not signed
   */
  readonly signingRegion?: string;
  /**
   * Secret with `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`, which may read and create records, and needs no more.
   *
   * @default - none
   */
  readonly credentialsSecret?: string;
  /**
   * Peers of a NetworkPolicy that stand for it.
   *
   * @default - any address, on its port, with a warning
   */
  readonly peers?: NetworkPeer[];
}

/** Services of nodes, which the other cluster reaches. */
export interface NodeLoadBalancers {
  /** Annotations that the cluster's load balancers are told by, for example which network they are in. @default - none */
  readonly annotations?: Record<string, string>;
  /** `loadBalancerClass`. @default - the cluster's default */
  readonly className?: string;
}

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

/** Region of the plan that a cluster is. @throws InvalidInput for something else */
export function regionHere({ here }: ReplicaClusterOptions): string {
  if (here !== ClusterPlace.HOME && here !== ClusterPlace.REPLICA) {
    throw new InvalidInput('replicaCluster.here', `got "${String(here)}"`, 'use ClusterPlace.HOME or ClusterPlace.REPLICA');
  }
  return here === ClusterPlace.HOME ? HOME_REGION : REPLICA_REGION;
}

/** @throws InvalidInput for what is no URL, or peers that are nobody */
export function otherRegionOf(options: ReplicaClusterOptions): OtherRegion {
  const { url, signingRegion, credentialsSecret, peers } = options.witness;
  if (!/^https?:\/\/[^/\s]+(\/\S*)?$/.test(url) || !URL.canParse(url)) {
    throw new InvalidInput('replicaCluster.witness.url', `got "${url}"`, 'give a URL such as https://bucket.s3.eu-west-3.amazonaws.com/witness');
  }
  if ((signingRegion === undefined) !== (credentialsSecret === undefined)) {
    throw new InvalidInput('replicaCluster.witness', `has ${signingRegion === undefined ? 'keys and no region' : 'a region and no keys'} to sign with`,
      'give signingRegion and credentialsSecret, or neither');
  }
  if (options.peers.length === 0) {
    throw new InvalidInput('replicaCluster.peers', 'is empty, so that neither cluster reaches the other', 'name the addresses of both');
  }
  const { port, protocol } = new URL(url);
  return {
    addresses: { ...options.addresses },
    peers: policyPeers('replicaCluster.peers', options.peers),
    witness: {
      url, signingRegion, credentialsSecret, peers: policyPeers('replicaCluster.witness.peers', peers),
      port: port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
    },
    loadBalancer: { annotations: options.loadBalancers?.annotations ?? {}, className: options.loadBalancers?.className },
  };
}
