import type * as pulumi from '@pulumi/pulumi';
import type { ContainerCatalogue, DeclaredStoreJob, NetworkPeer, Toleration } from '../../../lib/manifests';
import { requirePlain } from '../shared';
import { marked, markOf, type WithInputs } from './deferred';

/** Where pods run that read or write backups. */
export interface StoreJobArgs {
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
  readonly imagePullSecrets?: pulumi.Input<string>[];
  /** Labels of the hosts that may be used. @default - every host */
  readonly nodeSelector?: Record<string, pulumi.Input<string>>;
  /** Taints the pods live with. @default - none */
  readonly tolerations?: WithInputs<Toleration>[];
  /** Priority class of the pods. @default - the cluster's default */
  readonly priorityClassName?: pulumi.Input<string>;
  /**
   * Who answers DNS.
   *
   * @default - any address, on port 53
   */
  readonly dns?: WithInputs<NetworkPeer>[];
  /**
   * Whether there is a NetworkPolicy: nothing in, out only to DNS, the store and what is backed up.
   *
   * @default true
   */
  readonly networkPolicies?: boolean;
  /** Labels of every object and pod. @default - none */
  readonly labels?: Record<string, pulumi.Input<string>>;
  /** Annotations of every object and pod. @default - none */
  readonly annotations?: Record<string, pulumi.Input<string>>;
  /**
   * Namespace of the objects.
   *
   * @default - that of the deployment, or else the provider's
   */
  readonly namespace?: pulumi.Input<string>;
}

/** With marks in the place of outputs. */
export function placeOf(args: StoreJobArgs): DeclaredStoreJob {
  const { namespace, images, imagePullSecrets, nodeSelector, tolerations, priorityClassName } = args;
  const { dns, networkPolicies, labels, annotations } = args;
  requirePlain('networkPolicies', networkPolicies);
  return {
    namespace: namespace && markOf(namespace),
    images,
    imagePullSecrets: imagePullSecrets?.map(markOf),
    nodeSelector: nodeSelector && marked<Record<string, string>>(nodeSelector),
    tolerations: tolerations && marked<Toleration[]>(tolerations),
    priorityClassName: priorityClassName && markOf(priorityClassName),
    dns: dns && marked<NetworkPeer[]>(dns),
    networkPolicies,
    labels: labels && marked<Record<string, string>>(labels),
    annotations: annotations && marked<Record<string, string>>(annotations),
  };
}
