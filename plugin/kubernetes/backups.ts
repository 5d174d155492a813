import type * as pulumi from '@pulumi/pulumi';
import {
  BackupSchedule, BackupSource, ContainerCatalogue, type BackupCodec, type BackupScheduleArgs, type ContainerImageOverrides,
  type RedisDeploymentBase, type Toleration,
} from 'redis-ha-constructs/pulumi/kubernetes';
import { refuseRest } from '../shared/inputs';
import { objectStore, type S3Store } from './object-store';
import type { NetworkPeer } from './peers';

/** When backups are taken, how, where to and by whom. */
export interface KubernetesBackupRuns {
  /** Where to, and who the pods are there. */
  store: S3Store;
  /** Five fields of cron, in UTC; every hour by default. */
  schedule?: string;
  /** Most data there ever is, for example `8GiB`; known of a deployment, must be given otherwise. */
  dataSetSize?: string;
  /** Whether each backup is read again and checked, by default true. */
  verify?: boolean;
  /** Compression. */
  codec?: BackupCodec;
  /** Takes primaries instead of replicas, by default false. */
  fromPrimary?: boolean;
  /** Longest time for taking a backup, for example `5m`. */
  deadline?: string;
  /** Longest time of a whole run, at least a minute. */
  timeout?: string;
  /** CPU that a run requests, in thousandths of a core, 500 by default. */
  cpu?: number;
  /** Memory of a run, for example `256MiB`. */
  memory?: string;
  /** Name of the CronJob, its service account and its NetworkPolicy. */
  scheduleName?: string;
  /** Images instead of the official ones, by digest. */
  images?: ContainerImageOverrides;
  /** Names of Secrets with which images are pulled. */
  imagePullSecrets?: pulumi.Input<string>[];
  /** Labels of the hosts that may be used. */
  nodeSelector?: Record<string, pulumi.Input<string>>;
  /** Taints the pods live with. */
  tolerations?: Toleration[];
  /** Priority class of the pods. */
  priorityClassName?: pulumi.Input<string>;
  /** Who answers DNS. */
  dns?: NetworkPeer[];
  /** Whether there is a NetworkPolicy, by default true. */
  networkPolicies?: boolean;
  /** Labels of every object and pod. */
  labels?: Record<string, pulumi.Input<string>>;
  /** Annotations of every object and pod. */
  annotations?: Record<string, pulumi.Input<string>>;
}

/** A schedule of backups of the deployment that it is given to. */
export interface KubernetesBackups extends KubernetesBackupRuns {
  /** Name of the schedule, after that of the deployment's component; for example `hourly`. */
  name: string;
}

/** What TypeScript is given for that, but for what is backed up and its namespace. */
export function scheduleArgs(runs: KubernetesBackupRuns): Omit<BackupScheduleArgs, 'source' | 'namespace'> {
  const {
    store, images, schedule, dataSetSize, verify, codec, fromPrimary, deadline, timeout, cpu, memory, scheduleName,
    imagePullSecrets, nodeSelector, tolerations, priorityClassName, dns, networkPolicies, labels, annotations, ...rest
  } = runs;
  refuseRest(rest);
  return {
    schedule, dataSetSize, verify, codec, fromPrimary, deadline, timeout, cpu, memory, scheduleName, imagePullSecrets,
    nodeSelector, tolerations, priorityClassName, dns, networkPolicies, labels, annotations,
    store: objectStore('store', store),
    images: images && ContainerCatalogue.official(images),
  };
}

/** Schedules of a deployment. */
export function backUp(
  component: string, redis: RedisDeploymentBase, { backups = [] }: { backups?: KubernetesBackups[] }, parent: pulumi.Resource,
): void {
  for (const { name, ...runs } of backups) {
    new BackupSchedule(`${component}-${name}`, { ...scheduleArgs(runs), source: BackupSource.deployment(redis) }, { parent });
  }
}
