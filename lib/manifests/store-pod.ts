import { POD_LABELS, POD_PATHS } from '../config';
import { MIB } from '../plan/memory';
import { container, type Container } from './containers';
import type { PolicyPeer } from './deployment-input';
import type { NamedObject, ObjectContext } from './kubernetes-object';
import { objectLabels } from './labels';
import { namedObject } from './named-object';
import { storeEgress, type ObjectStoreAccess } from './object-store';
import { POD_SECURITY } from './pod-security';
import { MOUNTS } from './pod-volumes';
import { unpackCommand } from './program-parts';
import { resources } from './resources';

/** File of the program that takes and proves backups, once it is unpacked. */
export const BACKUP_PROGRAM = 'redis-ha-backup.js';

/** Where it is then. */
export const BACKUP_PROGRAM_PATH = `${POD_PATHS.runDir}/${BACKUP_PROGRAM}`;

/** A pod that is no node of a deployment: where it runs and with what. */
export interface StorePodPlace extends ObjectContext {
  /** Of the objects; unique in the namespace. */
  readonly name: string;
  readonly nodeImage: string;
  readonly imagePullSecrets: string[];
  readonly nodeSelector?: Record<string, string>;
  readonly tolerations?: Record<string, unknown>[];
  readonly priorityClassName?: string;
  readonly access: ObjectStoreAccess;
  /** Peers that stand for DNS; empty: any, on its port. */
  readonly dns: PolicyPeer[];
  readonly networkPolicies: boolean;
}

const UNPACK_MEMORY = 64 * MIB;
const UNPACK_CPU = 50;

/** What every such pod's spec has: no token, no privilege, no way to write but into its volumes. */
export function storePodSpec(place: StorePodPlace): Record<string, unknown> {
  return {
    serviceAccountName: place.name,
    // Whatever says who the pod is to the store brings a token of its own.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    securityContext: POD_SECURITY,
    ...(place.imagePullSecrets.length > 0 ? { imagePullSecrets: place.imagePullSecrets.map((name) => ({ name })) } : {}),
    ...(place.nodeSelector ? { nodeSelector: place.nodeSelector } : {}),
    ...(place.tolerations ? { tolerations: place.tolerations } : {}),
    ...(place.priorityClassName === undefined ? {} : { priorityClassName: place.priorityClassName }),
  };
}

/** Unpacks the programs and ends: the program itself has to be the container's first process, which is told when to end. */
export function unpackContainer({ nodeImage }: StorePodPlace): Container {
  return container({
    name: 'unpack', image: nodeImage, command: unpackCommand(POD_PATHS.partsDir, '-e', ''), resources: resources(UNPACK_MEMORY, UNPACK_CPU),
    mounts: [MOUNTS.run, MOUNTS.parts],
  });
}

/** Who its pods are to the cluster and to the store; without any right in the cluster. */
export function storeServiceAccount(place: StorePodPlace): NamedObject {
  return namedObject(place, {
    id: 'ServiceAccount', apiVersion: 'v1', kind: 'ServiceAccount', name: place.name,
    annotations: place.access.serviceAccountAnnotations,
    body: { automountServiceAccountToken: false },
  });
}

/** Nothing in; out to DNS, the store and what is given. */
export function storePodPolicy(
  place: StorePodPlace, selector: Record<string, string>, egress: Record<string, unknown>[],
): NamedObject[] {
  if (!place.networkPolicies) {
    return [];
  }
  const dns = {
    ...(place.dns.length > 0 ? { to: place.dns } : {}), ports: ['UDP', 'TCP'].map((protocol) => ({ port: 53, protocol })),
  };
  return [namedObject(place, {
    id: 'NetworkPolicy', apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', name: place.name,
    body: {
      spec: {
        podSelector: { matchLabels: selector }, policyTypes: ['Ingress', 'Egress'], egress: [dns, ...egress, ...storeEgress(place.access)],
      },
    },
  })];
}

/** Labels of such a pod, and what selects it. */
export function storePodLabels(place: StorePodPlace, component: string, own: Record<string, string>): Record<string, string> {
  return { ...place.access.podLabels, ...objectLabels(place), [POD_LABELS.component]: component, ...own };
}
