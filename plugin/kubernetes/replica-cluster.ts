import type * as pulumi from '@pulumi/pulumi';
import type { ClusterPlace, RecoveryObjectives, WhenUnsure } from 'redis-ha-constructs/pulumi/kubernetes';
import type { NetworkPeer } from './peers';

/** Where it is kept which cluster may take writes. */
export interface Witness {
  /** `https://host/prefix` of a store that honours `If-None-Match: *`, as S3 does. */
  url: string;
  /** Region that requests are signed for, with the keys in `credentialsSecret`. */
  signingRegion?: pulumi.Input<string>;
  /** Secret with `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`. */
  credentialsSecret?: pulumi.Input<string>;
  /** Peers of a NetworkPolicy that stand for it. */
  peers?: NetworkPeer[];
}

/** Services of nodes, which the other cluster reaches. */
export interface NodeServices {
  /** Annotations that the cluster's load balancers are told by. */
  annotations?: Record<string, pulumi.Input<string>>;
  /** `loadBalancerClass`, by default the cluster's. */
  className?: pulumi.Input<string>;
}

/** Another cluster that the deployment can go on in. Both declare the same, but for `here`. */
export interface ReplicaCluster {
  /** Which cluster these objects are for. */
  here: ClusterPlace;
  /** What the loss of the whole home cluster may cost. */
  objectives: RecoveryObjectives;
  /** Zones of the other cluster, 3 by default. */
  zones?: number;
  /** Where each node of both clusters answers, by its name. */
  addresses: Record<string, pulumi.Input<string>>;
  /** Addresses of both clusters as the nodes see each other. */
  peers: NetworkPeer[];
  witness: Witness;
  loadBalancers?: NodeServices;
  /** How long people take to decide on a promotion, `5m` by default. */
  decision?: string;
  /** How old a primary's proof that its cluster is still the active one may become, `10s` by default. */
  lease?: string;
  /** What the primary does when it can ask nobody; by default it stops writes. */
  whenUnsure?: WhenUnsure;
}
