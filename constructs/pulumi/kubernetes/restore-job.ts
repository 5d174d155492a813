import * as pulumi from '@pulumi/pulumi';
import { declaredProof, restoreProofFindings, restoreProofManifests, type BackupToRestore, type RestoreProofInput } from '../../../lib/manifests';
import type { Engine } from '../../../lib/model';
import { allPlain, bytesOf, secondsOf, showFindings, type Duration, type Size } from '../shared';
import { addObjects, nameOfKind } from './add-objects';
import { markOf } from './deferred';
import { named } from './deploy';
import { naming } from './deployment-spec';
import type { ObjectStore } from './object-store';
import { placeOf, type StoreJobArgs } from './store-job-args';

/** Until the image is there. */
const FIRST_START_SECONDS = 600;

/** Arguments of RestoreJob. */
export interface RestoreJobArgs extends StoreJobArgs, BackupToRestore {
  /** Where the backup is, and who the pod is there; to read is all it needs. */
  readonly store: ObjectStore;
  /**
   * What loads it.
   *
   * @default Engine.REDIS_8_0
   */
  readonly engine?: Engine;
  /** Memory of the server, which holds one shard at a time: as much as a node of the deployment has. */
  readonly memory: Size;
  /**
   * CPU that the server requests, in thousandths of a core.
   *
   * @default 500
   */
  readonly cpu?: number;
  /**
   * Disk of the host for the scratch volume, which holds all shards, not compressed.
   *
   * @default - twice `memory`
   */
  readonly scratchSize?: Size;
  /**
   * A claim that exists, instead of the scratch volume. It has to be empty, or to hold this very backup; the data folder of each
   * shard (`shard-1` and so on) stays on it.
   *
   * @default - a scratch volume, gone with the pod
   */
  readonly claimName?: pulumi.Input<string>;
  /**
   * Longest time from the Job's beginning, at least a minute.
   *
   * @default '6h'
   */
  readonly timeout?: Duration;
}

/**
 * Proves a backup, once: a Job downloads it as a node does that begins with it, has a server of its own load it, which nobody can
 * reach, and compares the keys it holds, expired ones included, with the manifest. It succeeds only when all of them are there.
 * Pulumi waits for that, at most for `timeout`: an update with a backup that cannot be proven fails.
 */
export class RestoreJob extends pulumi.ComponentResource {
  /** Name of the Job, which says the backup and what proves it: `kubectl wait --for=condition=complete job/<name>`. */
  public readonly jobName: pulumi.Output<string>;
  /** Who the pod is: what a role's trust policy or a Pod Identity association names. */
  public readonly serviceAccountName: string;

  /** @throws Error that names the component and the argument */
  constructor(name: string, args: RestoreJobArgs, opts?: pulumi.ComponentResourceOptions) {
    super('redis-ha-constructs:kubernetes:RestoreJob', name, {}, opts);
    const input = naming(name, () => inputOf(args));
    const objects = restoreProofManifests(input);
    addObjects(name, this, objects, { keeping: {}, jobSeconds: input.deadlineSeconds + FIRST_START_SECONDS });
    showFindings(name, this, restoreProofFindings(input).map(named));
    this.jobName = pulumi.output(nameOfKind(objects, 'Job'));
    this.serviceAccountName = input.name;
    const { jobName, serviceAccountName } = this;
    this.registerOutputs({ jobName, serviceAccountName });
  }
}

function inputOf(args: RestoreJobArgs): RestoreProofInput {
  const { deployment, backupId, engine, memory, cpu, scratchSize, claimName, timeout, store } = args;
  allPlain({ deployment, backupId, cpu });
  return declaredProof({
    ...placeOf(args), deployment, backupId, engine, cpu,
    store: store._bind(),
    memoryBytes: bytesOf('memory', memory),
    scratchBytes: scratchSize === undefined ? undefined : bytesOf('scratchSize', scratchSize),
    claimName: claimName && markOf(claimName),
    timeoutSeconds: timeout === undefined ? undefined : secondsOf('timeout', timeout),
  });
}
