import { InvalidInput } from '../model';
import { HOME_REGION, REPLICA_REGION } from '../plan';
import type { OtherRegion } from './deployment-input';
import { policyPeers, type NetworkPeer } from './network-peer';
import type { PodScheduling } from './pod-scheduling';

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

/** What the two clusters are to each other, whatever the framework. */
export interface OtherCluster {
  readonly here: ClusterPlace;
  readonly zones?: number;
  readonly addresses: Record<string, string>;
  readonly peers: NetworkPeer[];
  readonly witness: WitnessStore;
  readonly loadBalancers?: NodeLoadBalancers;
}

/** Region of the plan that a cluster is. @throws InvalidInput for something else */
export function regionHere({ here }: Pick<OtherCluster, 'here'>): string {
  if (here !== ClusterPlace.HOME && here !== ClusterPlace.REPLICA) {
    throw new InvalidInput('replicaCluster.here', `got "${String(here)}"`, 'use ClusterPlace.HOME or ClusterPlace.REPLICA');
  }
  return here === ClusterPlace.HOME ? HOME_REGION : REPLICA_REGION;
}

/** @throws InvalidInput for what is no URL, or peers that are nobody */
export function otherRegionOf(options: OtherCluster): OtherRegion {
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

/** Zones are declared for each cluster, whatever else is said of the hosts is said of this one. */
export function schedulingHere(
  scheduling: PodScheduling | undefined, other: Pick<OtherCluster, 'here' | 'zones'> | undefined,
): PodScheduling | undefined {
  return other?.here === ClusterPlace.REPLICA ? { ...scheduling, zones: other.zones } : scheduling;
}
