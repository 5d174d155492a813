import { InvalidInput } from '../model';
import type { PolicyPeer } from './deployment-input';

/** Labels that something must bear, or conditions on them. */
export interface LabelSelector {
  /** Every one of these. @default - any */
  readonly matchLabels?: Record<string, string>;
  /** Every one of these. @default - none */
  readonly matchExpressions?: LabelCondition[];
}

/** A condition on a label. */
export interface LabelCondition {
  readonly key: string;
  /** `In`, `NotIn`, `Exists` or `DoesNotExist`. */
  readonly operator: string;
  /** For `In` and `NotIn`. @default - none */
  readonly values?: string[];
}

/** A range of addresses. */
export interface IpBlock {
  /** For example `10.0.0.0/16`. */
  readonly cidr: string;
  /** Ranges inside it that are not meant. @default - none */
  readonly except?: string[];
}

/** Who a NetworkPolicy is about, as Kubernetes has it: pods, pods of namespaces, or addresses. */
export interface NetworkPeer {
  /** Pods; `{}` is every pod. @default - every pod of `namespaceSelector` */
  readonly podSelector?: LabelSelector;
  /** Namespaces the pods are in; `{}` is every namespace. @default - the deployment's own */
  readonly namespaceSelector?: LabelSelector;
  /** Addresses, instead of pods. */
  readonly ipBlock?: IpBlock;
}

/**
 * Peers as a NetworkPolicy takes them.
 *
 * @param prop as the user typed it
 * @throws InvalidInput for a peer that is nobody, or both pods and addresses
 */
export function policyPeers(prop: string, peers: NetworkPeer[] = []): PolicyPeer[] {
  return peers.map(({ podSelector, namespaceSelector, ipBlock }, index) => {
    const pods = podSelector !== undefined || namespaceSelector !== undefined;
    if (pods === (ipBlock !== undefined)) {
      throw new InvalidInput(`${prop}[${index}]`, pods ? 'names pods and addresses in one' : 'names nobody',
        'give podSelector or namespaceSelector or both, or else ipBlock');
    }
    return { ...(podSelector && { podSelector }), ...(namespaceSelector && { namespaceSelector }), ...(ipBlock && { ipBlock }) };
  });
}
