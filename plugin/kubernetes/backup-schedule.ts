import * as pulumi from '@pulumi/pulumi';
import { BackupSchedule, BackupSource } from 'redis-ha-constructs/pulumi/kubernetes';
import { converted } from '../shared/inputs';
import { given } from '../shared/outputs';
import { scheduleArgs, type KubernetesBackupRuns } from './backups';
import type { NetworkPeer } from './peers';

/** A server of an existing Redis. */
export interface KubernetesRedisNode {
  /** Address or name, as a pod can reach it. */
  host: pulumi.Input<string>;
  /** 6379 by default. */
  port?: number;
}

/** A Redis or Valkey that runs already, whoever made it. */
export interface KubernetesExistingRedis {
  /** Names the folder of its backups. */
  deploymentName: string;
  /** Every data node; of a Cluster any of them. */
  nodes: KubernetesRedisNode[];
  /** Secret in the schedule's namespace, whose key holds the password or JSON. */
  secretName: pulumi.Input<string>;
  /** `password` by default. */
  secretKey?: string;
  /** ACL user, unless the Secret names one. */
  username?: string;
  /** Shards of a Cluster, 1 by default. */
  shards?: number;
  /** Whether connections use TLS, by default false. */
  tls?: boolean;
  /** Name the servers' certificates bear, by default the host. */
  tlsServerName?: string;
  /** Who the servers are to a NetworkPolicy. */
  peers?: NetworkPeer[];
}

export interface KubernetesBackupScheduleArgs extends KubernetesBackupRuns {
  /** A Redis that runs already. A deployment made here is given its schedules itself, as `backups`. */
  source: KubernetesExistingRedis;
  /** By default that of the provider. */
  namespace?: pulumi.Input<string>;
}

/** Backups, on a schedule, of a Redis that a cluster reaches. */
export class KubernetesBackupSchedule extends pulumi.ComponentResource {
  /** Name of the folder in the store. */
  public readonly deploymentName!: pulumi.Output<string>;
  /** Who the pods are. */
  public readonly serviceAccountName!: pulumi.Output<string>;
  public readonly cronJobName!: pulumi.Output<string>;

  constructor(name: string, args: KubernetesBackupScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha:index:KubernetesBackupSchedule', name, args, opts);
    const { deploymentName, serviceAccountName, cronJobName } = converted(name, () => {
      const { source, namespace, ...runs } = args;
      return new BackupSchedule(name, {
        ...scheduleArgs(runs), namespace, source: BackupSource.existing(source),
      }, { parent: this });
    });
    this.registerOutputs(given<KubernetesBackupSchedule>(this, {
      deploymentName: pulumi.output(deploymentName),
      serviceAccountName: pulumi.output(serviceAccountName),
      cronJobName: pulumi.output(cronJobName),
    }));
  }
}
