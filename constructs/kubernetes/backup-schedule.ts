import type { Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import {
  backupScheduleFindings, backupScheduleManifests, declaredBackup, type BackupCodec, type BackupScheduleInput, type ObjectStore,
} from '../../lib/manifests';
import type { BackupSource } from './backup-source';
import { namingProps } from './deployment-spec';
import { addObjects, namespaceOf } from './plain-objects';
import { showFindings } from './platform-findings';
import { bytesOf, secondsOf } from './setting-overrides';
import type { StoreJobProps } from './store-job-props';

/** Properties of BackupSchedule. */
export interface BackupScheduleProps extends StoreJobProps {
  /** What is backed up. */
  readonly source: BackupSource;
  /** Where to, and who the pods are there. */
  readonly store: ObjectStore;
  /**
   * When a backup is taken: five fields of cron, in UTC.
   *
   * @default - every hour, at a minute that is the deployment's own
   */
  readonly schedule?: string;
  /**
   * Most data there ever is, in Redis memory (`used_memory`) of all shards. Memory and time of a run are derived from it.
   *
   * @default - `maxmemory` times the shards of a deployment made here; must be given otherwise
   */
  readonly dataSetSize?: Size;
  /**
   * Whether each backup is read again and checked as soon as it is taken. A run whose backup was not verified is a failed Job.
   *
   * @default true
   */
  readonly verify?: boolean;
  /**
   * Compression, at its fastest level.
   *
   * @default BackupCodec.AUTO
   */
  readonly codec?: BackupCodec;
  /**
   * Takes primaries instead of replicas. A primary that is streamed cannot serve a new replica meanwhile, and a Sentinel takes
   * the stream for a replica.
   *
   * @default false
   */
  readonly fromPrimary?: boolean;
  /**
   * Longest time for taking a backup; one that takes longer is given up and nothing of it stays.
   *
   * @default - what `timeout` leaves
   */
  readonly deadline?: Duration;
  /**
   * Longest time of a whole run, verification included, at least a minute.
   *
   * @default - three times what the data set is expected to take, at least 10 minutes
   */
  readonly timeout?: Duration;
  /**
   * CPU that a run requests, in thousandths of a core. There is no limit.
   *
   * @default 500
   */
  readonly cpu?: number;
  /**
   * Memory of a run.
   *
   * @default - derived from `dataSetSize` and the number of shards
   */
  readonly memory?: Size;
  /**
   * Name of the CronJob, its service account and its NetworkPolicy, at most 52 characters. The trust policy of an IAM role, or
   * a Pod Identity association, names the service account.
   *
   * @default - `<deployment>-backup`
   */
  readonly scheduleName?: string;
}

/**
 * Takes backups of a Redis on a schedule: a CronJob whose pods stream a snapshot of every shard from a replica into the store,
 * in constant memory and without a disk, read it again and check it. A run that failed is a failed Job.
 *
 * Nothing is deleted by it. Pruning is `redis-ha backups prune`, by somebody who may delete.
 */
export class BackupSchedule extends Construct {
  /** Name of the deployment: folder in the store. */
  public readonly deploymentName: string;
  /** Who the pods are: what a role's trust policy or a Pod Identity association names. */
  public readonly serviceAccountName: string;
  /** The CronJob, for example for `kubectl create job --from=cronjob/<name>`. */
  public readonly cronJobName: string;

  constructor(scope: Construct, id: string, props: BackupScheduleProps) {
    super(scope, id);
    const input = namingProps(this, () => this.inputOf(props));
    this.deploymentName = input.run.deployment;
    this.serviceAccountName = input.name;
    this.cronJobName = input.name;
    addObjects(this, namingProps(this, () => backupScheduleManifests(input)));
    showFindings(this, () => backupScheduleFindings(input));
  }

  private inputOf(props: BackupScheduleProps): BackupScheduleInput {
    const seconds = (field: 'deadline' | 'timeout'): number | undefined => props[field] && secondsOf(field, props[field]);
    const bytes = (field: 'dataSetSize' | 'memory'): number | undefined => props[field] && bytesOf(field, props[field]);
    return declaredBackup({
      ...props,
      ...namespaceOf(this),
      source: props.source._bind(),
      deadlineSeconds: seconds('deadline'),
      timeoutSeconds: seconds('timeout'),
      dataSetBytes: bytes('dataSetSize'),
      memoryBytes: bytes('memory'),
    });
  }
}
