import * as pulumi from '@pulumi/pulumi';
import { backupScheduleFindings, backupScheduleManifests, declaredBackup, type BackupCodec, type BackupScheduleInput } from '../../../lib/manifests';
import { allPlain, bytesOf, secondsOf, showFindings, type Duration, type Size } from '../shared';
import { addObjects } from './add-objects';
import type { BackupSource } from './backup-source';
import { isMarked, unmarked } from './deferred';
import { named } from './deploy';
import { naming } from './deployment-spec';
import type { ObjectStore } from './object-store';
import { placeOf, type StoreJobArgs } from './store-job-args';

/** Arguments of BackupSchedule. */
export interface BackupScheduleArgs extends StoreJobArgs {
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
export class BackupSchedule extends pulumi.ComponentResource {
  /** Name of the deployment: folder in the store. */
  public readonly deploymentName: string;
  /** Who the pods are: what a role's trust policy or a Pod Identity association names. */
  public readonly serviceAccountName: string;
  /** Namespace of the objects; undefined where the provider chooses it. */
  public readonly namespace?: pulumi.Output<string>;
  /** The CronJob, for example for `kubectl create job --from=cronjob/<name>`. */
  public readonly cronJobName: string;

  /** @throws Error that names the component and the argument */
  constructor(name: string, args: BackupScheduleArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha-constructs:kubernetes:BackupSchedule', name, {}, opts);
    const input = naming(name, () => inputOf(args));
    addObjects(name, this, naming(name, () => backupScheduleManifests(input)), { keeping: {} });
    showFindings(name, this, backupScheduleFindings(input).map(named));
    this.deploymentName = input.run.deployment;
    this.serviceAccountName = input.name;
    this.namespace = input.namespace === undefined ? undefined : pulumi.output(unmarked(input.namespace));
    this.cronJobName = input.name;
    const { deploymentName, serviceAccountName, cronJobName, namespace } = this;
    this.registerOutputs({ deploymentName, serviceAccountName, cronJobName, namespace });
  }
}

function inputOf(args: BackupScheduleArgs): BackupScheduleInput {
  const { schedule, verify, codec, fromPrimary, cpu, scheduleName, deadline, timeout, dataSetSize, memory } = args;
  allPlain({ schedule, verify, codec, fromPrimary, cpu, scheduleName });
  const source = args.source._bind();
  const place = placeOf(args);
  const namespace = place.namespace ?? source.namespace;
  return declaredBackup({
    ...place,
    namespace,
    // Two outputs may be one namespace, which nobody knows before they are known.
    source: isMarked([namespace, source.namespace]) ? { ...source, ...(namespace === undefined ? {} : { namespace }) } : source,
    store: args.store._bind(),
    schedule, verify, codec, fromPrimary, cpu, scheduleName,
    deadlineSeconds: deadline === undefined ? undefined : secondsOf('deadline', deadline),
    timeoutSeconds: timeout === undefined ? undefined : secondsOf('timeout', timeout),
    dataSetBytes: dataSetSize === undefined ? undefined : bytesOf('dataSetSize', dataSetSize),
    memoryBytes: memory === undefined ? undefined : bytesOf('memory', memory),
  });
}
