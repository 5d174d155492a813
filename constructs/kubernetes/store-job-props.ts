import type { ContainerCatalogue, NetworkPeer, Toleration } from '../../lib/manifests';

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
