import type { Duration, Size } from 'cdk8s';
import { Construct } from 'constructs';
import {
  restoreProofFindings, restoreProofManifests, restoreProofName, type RestoreProofInput,
} from '../../lib/manifests';
import { Engine, requireWhole } from '../../lib/model';
import { programText } from './bundle';
import { ContainerCatalogue } from './container-catalogue';
import { namingProps } from './deployment-spec';
import type { ObjectStore } from './object-store';
import { addObjects } from './plain-objects';
import { showFindings } from './platform-findings';
import { requireBackup, type BackupToRestore } from './restore-source';
import { bytesOf, secondsOf } from './setting-overrides';
import { storePodPlace, type StoreJobProps } from './store-job-props';

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

const DEFAULT_CPU = 500;
const MOST_CPU = 64_000;
const LEAST_TIMEOUT_SECONDS = 60;
const MOST_SECONDS = 7 * 86_400;
const DEFAULT_SECONDS = 6 * 3600;

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
    requireBackup('', props);
    const { deployment, backupId, store, engine = Engine.REDIS_8_0 } = props;
    const images = props.images ?? ContainerCatalogue.official();
    const memoryBytes = bytesOf('memory', props.memory);
    const { family, version } = engine;
    return {
      ...storePodPlace(this, props, store, restoreProofName(deployment, backupId), deployment),
      engineImage: images.engineImage(engine),
      proof: { store: store._bind().url, deployment, backup: backupId, engine: { family, version } },
      memoryBytes,
      cpuMillicores: requireWhole('cpu', props.cpu ?? DEFAULT_CPU, 1, MOST_CPU),
      volume: props.claimName === undefined
        ? { scratchBytes: props.scratchSize ? bytesOf('scratchSize', props.scratchSize) : memoryBytes * 2 } : { claimName: props.claimName },
      deadlineSeconds: props.timeout
        ? requireWhole('timeout', secondsOf('timeout', props.timeout), LEAST_TIMEOUT_SECONDS, MOST_SECONDS) : DEFAULT_SECONDS,
      program: programText('backup'),
    };
  }
}
