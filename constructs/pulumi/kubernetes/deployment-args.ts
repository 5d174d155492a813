import type * as pulumi from '@pulumi/pulumi';
import type { ContainerCatalogue, NetworkPeer, PodScheduling, UpdateStrategy } from '../../../lib/manifests';
import type { BalanceRule, Engine, Persistence } from '../../../lib/model';
import type { Keeping, RecoveryObjectives, RedisSettingOverrides, Size } from '../shared';
import type { WithInputs } from './deferred';
import type { PasswordSecret } from './password-secret';
import type { ReplicaClusterArgs } from './replica-cluster';
import type { RestoreSource } from './restore-source';
import type { Tls } from './tls';

/** The data volume of each node. */
export interface DataVolume {
  /**
   * Append-only file, its rewrite and a snapshot side by side. The template of a StatefulSet cannot be changed: to make volumes
   * larger, change the claims first, then delete the StatefulSet with `--cascade=orphan`, and deploy.
   *
   * @default - four times maxmemory, at least 8 GiB
   */
  readonly size?: Size;
  /**
   * Its reclaim policy should be `Retain`, its binding mode `WaitForFirstConsumer`.
   *
   * @default - the cluster's default
   */
  readonly storageClassName?: pulumi.Input<string>;
  /**
   * Access mode `ReadWriteOncePod` instead of `ReadWriteOnce`: no pod gets the volume while another still has it, even on one
   * host, as after a force delete. CSI drivers only. It cannot be changed later without new volumes.
   *
   * @default false - a pod is never to be force deleted while its host may still run it
   */
  readonly onePodOnly?: boolean;
}

/**
 * What every deployment is declared by, whatever its topology. What is no `Input` shapes the plan: a plain value, known while the
 * program runs. What is kept, and protected, is what the data depends on: StatefulSets and the ConfigMap `<deployment>-state`.
 */
export interface RedisDeploymentArgs extends Keeping {
  /** What the deployment must keep; every setting is derived from it. */
  readonly objectives: RecoveryObjectives;
  /**
   * Redis or Valkey and its version.
   *
   * @default Engine.REDIS_8_0
   */
  readonly engine?: Engine;
  /**
   * Version of the oldest API server the manifests are for, at least `1.29`: what newer ones can do is used from there on.
   *
   * @default '1.33'
   */
  readonly kubernetesVersion?: string;
  /**
   * Memory of a pod with data, agent and Sentinel included: what it requests and what it is limited to. Without `volume.size` the
   * size of volumes follows it, and the template of volumes cannot be changed: set `volume.size` where this may change.
   *
   * @default '2GiB'
   */
  readonly nodeMemory?: Size;
  /**
   * CPU that Redis requests, in thousandths of a core. There is no limit: throttling looks like a failure.
   *
   * @default 500
   */
  readonly cpu?: number;
  /**
   * Images of engine and Node.js, by digest.
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
  /**
   * Data volume of each node.
   *
   * @default - see DataVolume
   */
  readonly volume?: DataVolume;
  /**
   * Where the users' passwords come from.
   *
   * @default PasswordSecret.generatedAtInstall()
   */
  readonly passwords?: PasswordSecret;
  /**
   * Encryption between clients and nodes and between nodes, and where certificates come from. A deployment that runs without
   * goes over in two steps, see docs/kubernetes.md.
   *
   * @default Tls.ownAuthority()
   */
  readonly tls?: Tls;
  /**
   * Which hosts the pods may use and how they are spread over them.
   *
   * @default - three zones, every pod with the same data on a host of its own
   */
  readonly scheduling?: WithInputs<PodScheduling>;
  /**
   * Who may connect as a client; `allowClients` adds to them.
   *
   * @default - nobody
   */
  readonly clients?: WithInputs<NetworkPeer>[];
  /**
   * Who the API server is to a NetworkPolicy, which knows no Services: usually `ipBlock`s of the control plane.
   *
   * @default - any address, on the API server's ports, with a warning
   */
  readonly apiServer?: WithInputs<NetworkPeer>[];
  /**
   * Who answers DNS.
   *
   * @default - any address, on port 53, with a warning
   */
  readonly dns?: WithInputs<NetworkPeer>[];
  /**
   * Whether there are NetworkPolicies: nothing else than the topology's own flows, `clients` and what the agents need.
   *
   * @default true
   */
  readonly networkPolicies?: boolean;
  /**
   * Whether a ValidatingAdmissionPolicy limits the agents' changes of pods to the role label. It belongs to the whole
   * cluster, and whoever applies it needs the right to; from Kubernetes 1.30.
   *
   * @default false
   */
  readonly admissionPolicy?: boolean;
  /**
   * How pods are brought to a new revision.
   *
   * @default UpdateStrategy.ROLLING_UPDATE
   */
  readonly updateStrategy?: UpdateStrategy;
  /**
   * Labels of every object and pod, besides those of the library.
   *
   * @default - none
   */
  readonly labels?: Record<string, pulumi.Input<string>>;
  /**
   * Annotations of every object and pod.
   *
   * @default - none
   */
  readonly annotations?: Record<string, pulumi.Input<string>>;
  /**
   * When data reaches the disk.
   *
   * @default - append-only file, fsync every second
   */
  readonly persistence?: Persistence;
  /**
   * Pub/sub channel patterns open to applications. Subscribing to a pattern needs that very pattern here. A pattern that
   * covers the Sentinels' own channel is refused: whoever may publish there can make any address the primary.
   *
   * @default - every channel that does not begin with an underscore, and keyspace notifications
   */
  readonly appChannels?: string[];
  /**
   * Settings in place of derived ones. One that breaks an objective is an error that names both.
   *
   * @default - every setting is derived
   */
  readonly overrides?: RedisSettingOverrides;
  /**
   * A backup that the deployment begins with, at its very first start. Each node that leads then downloads its part before
   * its server starts; nothing is served before all of it is loaded and counted. A deployment that has been formed is left
   * alone, whether this is added, changed or taken away. See docs/roles.md.
   *
   * @default - it begins empty
   */
  readonly restoreFrom?: RestoreSource;
  /**
   * Whether and when primaries that drifted together after failovers are moved apart. Needs pods that know their zone:
   * Kubernetes 1.35 and newer copy it from the host.
   *
   * @default - a Cluster every day at 03:00 UTC for an hour, others never
   */
  readonly balance?: BalanceRule;
  /**
   * Another cluster that the deployment can go on in when this one is lost. See docs/kubernetes.md.
   *
   * @default - none: the loss of the cluster is the loss of the deployment, but for its backups
   */
  readonly replicaCluster?: ReplicaClusterArgs;
  /**
   * Name of the deployment: the Sentinels' name of the primary, and what the names of its objects begin with. Lower-case
   * letters, digits and dashes, at most 40, unique in its namespace.
   *
   * @default - the component's name, in lower-case letters
   */
  readonly deploymentName?: string;
  /**
   * Namespace of every object, which exists or is made by the program.
   *
   * @default - the provider's
   */
  readonly namespace?: pulumi.Input<string>;
  /**
   * Folder that the plan is written into, relative to the program's.
   *
   * @default 'redis-ha.out'
   */
  readonly planDirectory?: string;
}
