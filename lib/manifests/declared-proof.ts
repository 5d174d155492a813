import { requireWhole, type Engine } from '../model';
import { ContainerCatalogue } from './container-catalogue';
import { DEFAULT_ENGINE } from './declared-deployment';
import { storePodPlace, type DeclaredStoreJob } from './declared-store-job';
import { programText } from './program-text';
import { restoreProofName, type RestoreProofInput } from './restore-proof';
import { requireBackup, type BackupToRestore } from './restore-source';
import type { ObjectStore } from './store-source';

const DEFAULT_CPU = 500;
const MOST_CPU = 64_000;
const LEAST_TIMEOUT_SECONDS = 60;
const MOST_SECONDS = 7 * 86_400;
const DEFAULT_SECONDS = 6 * 3600;

/** What the user of any framework declares about a proof. Anything left out has its default. */
export interface DeclaredProof extends DeclaredStoreJob, BackupToRestore {
  readonly store: ObjectStore;
  /** @default - as that of a deployment */
  readonly engine?: Engine | undefined;
  readonly memoryBytes: number;
  /** In thousandths of a core. @default 500 */
  readonly cpu?: number | undefined;
  /** @default - twice the memory */
  readonly scratchBytes?: number | undefined;
  /** @default - a scratch volume */
  readonly claimName?: string | undefined;
  /** @default - six hours */
  readonly timeoutSeconds?: number | undefined;
}

/** With every default. @throws InvalidInput that names the field as the user typed it */
export function declaredProof(declared: DeclaredProof): RestoreProofInput {
  requireBackup('', declared);
  const { deployment, backupId, store, memoryBytes, engine = DEFAULT_ENGINE } = declared;
  const { family, version } = engine;
  return {
    ...storePodPlace(declared, store, restoreProofName(deployment, backupId), deployment),
    engineImage: (declared.images ?? ContainerCatalogue.official()).engineImage(engine),
    proof: { store: store._bind().url, deployment, backup: backupId, engine: { family, version } },
    memoryBytes,
    cpuMillicores: requireWhole('cpu', declared.cpu ?? DEFAULT_CPU, 1, MOST_CPU),
    volume: declared.claimName === undefined
      ? { scratchBytes: declared.scratchBytes ?? memoryBytes * 2 } : { claimName: declared.claimName },
    deadlineSeconds: requireWhole('timeout', declared.timeoutSeconds ?? DEFAULT_SECONDS, LEAST_TIMEOUT_SECONDS, MOST_SECONDS),
    program: programText('backup'),
  };
}
