import type { Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import {
  declaredProof, restoreProofFindings, restoreProofManifests, type BackupToRestore, type ObjectStore, type RestoreProofInput,
} from '../../lib/manifests';
import type { Engine } from '../../lib/model';
import { namingProps } from './deployment-spec';
import { addObjects, namespaceOf } from './plain-objects';
import { showFindings } from './platform-findings';
import { bytesOf, secondsOf } from './setting-overrides';
import type { StoreJobProps } from './store-job-props';

/** Properties of RestoreJob. */
export interface RestoreJobProps extends StoreJobProps, BackupToRestore {
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
  readonly claimName?: string;
  /**
   * Longest time from the Job's beginning, at least a minute.
   *
   * @default Duration.hours(6)
   */
  readonly timeout?: Duration;
}

/**
 * Proves a backup, once: a Job downloads it as a node does that begins with it, has a server of its own load it, which nobody can
 * reach, and compares the keys it holds, expired ones included, with the manifest. It succeeds only when all of them are there.
 */
export class RestoreJob extends Construct {
  /** Name of the Job, which says the backup and what proves it: `kubectl wait --for=condition=complete job/<name>`. */
  public readonly jobName: string;
  /** Who the pod is: what a role's trust policy or a Pod Identity association names. */
  public readonly serviceAccountName: string;

  constructor(scope: Construct, id: string, props: RestoreJobProps) {
    super(scope, id);
    const input = namingProps(this, () => this.inputOf(props));
    const manifests = restoreProofManifests(input);
    this.jobName = manifests.find(({ object }) => object.kind === 'Job')!.object.metadata.name;
    this.serviceAccountName = input.name;
    addObjects(this, manifests);
    showFindings(this, () => restoreProofFindings(input));
  }

  private inputOf(props: RestoreJobProps): RestoreProofInput {
    return declaredProof({
      ...props,
      ...namespaceOf(this),
      memoryBytes: bytesOf('memory', props.memory),
      scratchBytes: props.scratchSize && bytesOf('scratchSize', props.scratchSize),
      timeoutSeconds: props.timeout && secondsOf('timeout', props.timeout),
    });
  }
}
