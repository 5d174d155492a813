import { ContainerCatalogue } from './container-catalogue';
import { policyPeers, type NetworkPeer } from './network-peer';
import { placementOf, type Toleration } from './pod-scheduling';
import type { StorePodPlace } from './store-pod';
import type { ObjectStore } from './store-source';

/** What the user of any framework declares about pods that read or write backups. Anything left out has its default. */
export interface DeclaredStoreJob {
  readonly namespace?: string | undefined;
  /** @default ContainerCatalogue.official() */
  readonly images?: ContainerCatalogue | undefined;
  readonly imagePullSecrets?: string[] | undefined;
  readonly nodeSelector?: Record<string, string> | undefined;
  readonly tolerations?: Toleration[] | undefined;
  readonly priorityClassName?: string | undefined;
  readonly dns?: NetworkPeer[] | undefined;
  /** @default true */
  readonly networkPolicies?: boolean | undefined;
  readonly labels?: Record<string, string> | undefined;
  readonly annotations?: Record<string, string> | undefined;
}

/**
 * Where those pods run, with every default.
 *
 * @param name of their objects
 * @param deployment whose backups they are
 * @throws InvalidInput for what Kubernetes would refuse
 */
export function storePodPlace(declared: DeclaredStoreJob, store: ObjectStore, name: string, deployment: string): StorePodPlace {
  const { nodeSelector, tolerations, priorityClassName } = placementOf({
    nodeSelector: declared.nodeSelector, tolerations: declared.tolerations, priorityClassName: declared.priorityClassName,
  });
  return {
    plan: { name: deployment },
    ...(declared.namespace === undefined ? {} : { namespace: declared.namespace }),
    labels: declared.labels ?? {},
    annotations: declared.annotations ?? {},
    name,
    nodeImage: (declared.images ?? ContainerCatalogue.official()).nodeImage(),
    imagePullSecrets: declared.imagePullSecrets ?? [],
    ...(nodeSelector && { nodeSelector }),
    ...(tolerations && { tolerations }),
    ...(priorityClassName !== undefined && { priorityClassName }),
    access: store._bind().access,
    dns: policyPeers('dns', declared.dns),
    networkPolicies: declared.networkPolicies ?? true,
  };
}
