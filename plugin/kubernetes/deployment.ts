import type * as pulumi from '@pulumi/pulumi';
import {
  ContainerCatalogue, Engine, RestoreSource, type BalanceRule, type ContainerImageOverrides, type HostSpread, type Persistence,
  type RecoveryObjectives, type RedisDeploymentArgs, type RedisSettingOverrides, type Toleration, type UpdateStrategy,
} from 'redis-ha-constructs/pulumi/kubernetes';
import { refuseRest } from '../shared/inputs';
import type { DataRemoval } from '../shared/removal';
import type { KubernetesBackups } from './backups';
import { objectStore, type KubernetesRestore } from './object-store';
import { passwordSecret, type PasswordsChoice } from './passwords';
import type { NetworkPeer } from './peers';
import type { ReplicaCluster } from './replica-cluster';
import { kubernetesTls, type KubernetesTlsChoice } from './tls';

/** The data volume of each node. */
export interface KubernetesVolume {
  /** For example `20GiB`; by default four times maxmemory. */
  size?: string;
  /** By default that of the cluster. */
  storageClassName?: pulumi.Input<string>;
  /** Access mode `ReadWriteOncePod`, by default false. */
  onePodOnly?: boolean;
}

/** Which hosts the pods may use and how they are spread over them. */
export interface PodScheduling {
  /** Zones the hosts are labelled with, 3 by default. */
  zones?: number;
  /** How strictly pods with the same data are kept on different hosts. */
  hosts?: HostSpread;
  /** Labels of the hosts that may be used. */
  nodeSelector?: Record<string, pulumi.Input<string>>;
  /** Taints the pods live with. */
  tolerations?: Toleration[];
  /** Priority class of the pods. */
  priorityClassName?: pulumi.Input<string>;
}

/** What every deployment on Kubernetes is declared by. Whatever is left out is as in TypeScript. */
export interface KubernetesDeploymentArgs {
  /** What the deployment must keep; every setting is derived from it. */
  objectives: RecoveryObjectives;
  /** By default that of the provider. */
  namespace?: pulumi.Input<string>;
  /** Name of the deployment; from the component's by default. */
  deploymentName?: string;
  /** Redis or Valkey and its version, `redis-8.0` by default. */
  engine?: string;
  /** Version of the oldest API server the objects are for, `1.33` by default. */
  kubernetesVersion?: string;
  /** Memory of a node, `2GiB` by default. */
  nodeMemory?: string;
  /** CPU that Redis requests, in thousandths of a core, 500 by default. */
  cpu?: number;
  /** Images instead of the official ones, by digest. */
  images?: ContainerImageOverrides;
  /** Names of Secrets with which images are pulled. */
  imagePullSecrets?: pulumi.Input<string>[];
  /** Data volume of each node. */
  volume?: KubernetesVolume;
  /** Where the users' passwords come from; a Job makes them by default. */
  passwords?: PasswordsChoice;
  /** Encryption between clients and nodes and between nodes, by an authority of the deployment's own by default. */
  tls?: KubernetesTlsChoice;
  /** Which hosts the pods may use and how they are spread over them. */
  scheduling?: PodScheduling;
  /** Who may connect as a client, nobody by default. */
  clients?: NetworkPeer[];
  /** Who the API server is to a NetworkPolicy. */
  apiServer?: NetworkPeer[];
  /** Who answers DNS. */
  dns?: NetworkPeer[];
  /** Whether there are NetworkPolicies, by default true. */
  networkPolicies?: boolean;
  /** Whether a ValidatingAdmissionPolicy limits the agents' changes of pods, by default false. */
  admissionPolicy?: boolean;
  /** How pods are brought to a new revision. */
  updateStrategy?: UpdateStrategy;
  /** Labels of every object and pod. */
  labels?: Record<string, pulumi.Input<string>>;
  /** Annotations of every object and pod. */
  annotations?: Record<string, pulumi.Input<string>>;
  /** When data reaches the disk; every second by default. */
  persistence?: Persistence;
  /** Pub/sub channel patterns open to applications. */
  appChannels?: string[];
  /** Settings in place of derived ones. */
  overrides?: RedisSettingOverrides;
  /** A backup that the deployment begins with, at its very first start. */
  restoreFrom?: KubernetesRestore;
  /** Whether and when primaries that drifted together are moved apart. */
  balance?: BalanceRule;
  /** Another cluster that the deployment can go on in when this one is lost. */
  replicaCluster?: ReplicaCluster;
  /** Schedules of backups of this deployment. */
  backups?: KubernetesBackups[];
  /** What becomes of data when the program no longer has it; it stays by default. */
  removalPolicy?: DataRemoval;
  /** Whether Pulumi refuses to delete what holds data; by default unless it is to be destroyed. */
  protect?: boolean;
  /** Folder that the plan is written into, relative to that of the Pulumi project; `redis-ha.out` by default. */
  planDirectory?: string;
}

/** What TypeScript is given for that. @throws Error that names an input that is not known, or that nothing can be made of */
export function deploymentArgs(args: KubernetesDeploymentArgs): RedisDeploymentArgs {
  const {
    engine, images, passwords, tls, restoreFrom, backups: _backups,
    objectives, namespace, deploymentName, kubernetesVersion, nodeMemory, cpu, imagePullSecrets, volume, scheduling, clients,
    apiServer, dns, networkPolicies, admissionPolicy, updateStrategy, labels, annotations, persistence, appChannels, overrides,
    balance, replicaCluster, removalPolicy, protect, planDirectory, ...rest
  } = args;
  refuseRest(rest);
  return {
    objectives, namespace, deploymentName, kubernetesVersion, nodeMemory, cpu, imagePullSecrets, volume, scheduling, clients,
    apiServer, dns, networkPolicies, admissionPolicy, updateStrategy, labels, annotations, persistence, appChannels, overrides,
    balance, replicaCluster, removalPolicy, protect, planDirectory,
    engine: engine === undefined ? undefined : Engine.of(engine),
    images: images && ContainerCatalogue.official(images),
    passwords: passwordSecret(passwords),
    tls: kubernetesTls(tls),
    restoreFrom: restoreFrom && restoreSource(restoreFrom),
  };
}

function restoreSource({ store, ...backup }: KubernetesRestore): RestoreSource {
  return RestoreSource.backup(objectStore('restoreFrom.store', store), backup);
}
