import type * as pulumi from '@pulumi/pulumi';
import type { LabelCondition } from 'redis-ha-constructs/pulumi/kubernetes';

/** Labels that are looked for. */
export interface LabelSelector {
  /** Every one of these. */
  matchLabels?: Record<string, pulumi.Input<string>>;
  /** Every one of these. */
  matchExpressions?: LabelCondition[];
}

/** A range of addresses. */
export interface IpBlock {
  /** For example `10.0.0.0/16`. */
  cidr: pulumi.Input<string>;
  /** Ranges inside it that are not meant. */
  except?: pulumi.Input<string>[];
}

/** Who a NetworkPolicy is about: pods, pods of namespaces, or addresses. */
export interface NetworkPeer {
  /** Pods; `{}` is every pod. */
  podSelector?: LabelSelector;
  /** Namespaces the pods are in; `{}` is every namespace. */
  namespaceSelector?: LabelSelector;
  /** Addresses, instead of pods. */
  ipBlock?: IpBlock;
}
