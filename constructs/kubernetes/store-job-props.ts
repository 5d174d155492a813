import type { Construct } from 'constructs';
import type { StorePodPlace } from '../../lib/manifests';
import { ContainerCatalogue } from './container-catalogue';
import { policyPeers, type NetworkPeer } from './network-peer';
import type { ObjectStore } from './object-store';
import { namespaceOf } from './plain-objects';
import { placementOf, type Toleration } from './scheduling';

/** Where pods run that read or write backups. */
export interface StoreJobProps {
  /**
   * Images, by digest.
   *
   * @default ContainerCatalogue.official()
   */
  readonly images?: ContainerCatalogue;
  /**
   * Names of Secrets with which images are pulled.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];
  /** Labels of the hosts that may be used. @default - every host */
  readonly nodeSelector?: Record<string, string>;
  /** Taints the pods live with. @default - none */
  readonly tolerations?: Toleration[];
  /** Priority class of the pods. @default - the cluster's default */
  readonly priorityClassName?: string;
  /**
   * Who answers DNS.
   *
   * @default - any address, on port 53
   */
  readonly dns?: NetworkPeer[];
  /**
   * Whether there is a NetworkPolicy: nothing in, out only to DNS, the store and what is backed up.
   *
   * @default true
   */
  readonly networkPolicies?: boolean;
  /** Labels of every object and pod. @default - none */
  readonly labels?: Record<string, string>;
  /** Annotations of every object and pod. @default - none */
  readonly annotations?: Record<string, string>;
}

/** @throws InvalidInput for what Kubernetes would refuse */
export function storePodPlace(
  scope: Construct, props: StoreJobProps, store: ObjectStore, name: string, deployment: string,
): StorePodPlace {
  const { nodeSelector, tolerations, priorityClassName } = placementOf({
    nodeSelector: props.nodeSelector, tolerations: props.tolerations, priorityClassName: props.priorityClassName,
  });
  return {
    plan: { name: deployment },
    ...namespaceOf(scope),
    labels: props.labels ?? {},
    annotations: props.annotations ?? {},
    name,
    nodeImage: (props.images ?? ContainerCatalogue.official()).nodeImage(),
    imagePullSecrets: props.imagePullSecrets ?? [],
    ...(nodeSelector && { nodeSelector }),
    ...(tolerations && { tolerations }),
    ...(priorityClassName !== undefined && { priorityClassName }),
    access: store._bind().access,
    dns: policyPeers('dns', props.dns),
    networkPolicies: props.networkPolicies ?? true,
  };
}
