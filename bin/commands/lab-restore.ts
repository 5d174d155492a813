import { candidates } from '../../lib/backup/restore/choose-backup';
import { restoreProblems } from '../../lib/backup/restore/restore-problems';
import type { Store } from '../../lib/backup/store/store';
import { verifyBackup } from '../../lib/backup/verify';
import type { BackupManifest } from '../../lib/backup/manifest';
import { Engine, InvalidInput, TopologyKind } from '../../lib/model';
import type { DeploymentPlan, RestoreBinding } from '../../lib/plan';
import { serverVersion } from './lab-start';
import { progress } from './output';
import { storeOf, usingStore, type StoreFlags } from './store-option';

/** What a lab is to begin with, as the user says it. */
export interface RestoreFlags extends StoreFlags {
  readonly restoreFrom?: string;
  readonly deployment?: string;
  readonly backup?: string;
}

/** What those flags name, as it stands there; for a process that is told by another one. */
export function pinnedBackup({ restoreFrom, deployment, backup, endpoint, region }: RestoreFlags): RestoreBinding | undefined {
  return restoreFrom === undefined ? undefined : {
    store: restoreFrom, deployment: deployment!, backup: backup!,
    ...(endpoint === undefined ? {} : { endpoint }), ...(region === undefined ? {} : { region }),
  };
}

/** The flags again. */
export function restoreWords(restore: RestoreBinding | undefined): string[] {
  return restore === undefined ? [] : [
    '--restore-from', restore.store, '--deployment', restore.deployment, '--backup', restore.backup,
    ...(restore.endpoint === undefined ? [] : ['--endpoint', restore.endpoint]),
    ...(restore.region === undefined ? [] : ['--region', restore.region]),
  ];
}

/**
 * Chooses the backup that a lab is to begin with, for all of its nodes and for good: the one that is named, or the newest that
 * is in order from its manifest to the last byte.
 *
 * @throws InvalidInput when there is none, or it does not fit the plan
 */
export async function chooseForLab(plan: DeploymentPlan, flags: RestoreFlags): Promise<RestoreBinding | undefined> {
  const { restoreFrom, ...rest } = flags;
  if (restoreFrom === undefined) {
    forbid(flags);
    return undefined;
  }
  return usingStore(storeOf(restoreFrom, rest, undefined, '--restore-from'), async (store) => {
    const manifest = await sound(store, flags);
    const version = await serverVersion(plan);
    const cluster = plan.topology.kind === TopologyKind.CLUSTER;
    const { family } = Engine.of(plan.engine.name);
    const shards = cluster ? plan.topology.shards : 1;
    const problems = restoreProblems(manifest, { engine: { family, version }, cluster, shards });
    if (problems.length > 0) {
      throw new InvalidInput('--restore-from', `the backup ${manifest.id} does not fit this plan`, problems.join('; '));
    }
    progress(`begins with the backup ${manifest.id} of ${manifest.deployment}`);
    return pinnedBackup({ ...flags, restoreFrom: store.url, deployment: manifest.deployment, backup: manifest.id });
  });
}

function forbid({ backup, deployment }: RestoreFlags): void {
  for (const [flag, value] of [['--backup', backup], ['--deployment', deployment]] as const) {
    if (value !== undefined) {
      throw new InvalidInput(flag, 'given without a store', 'say where the backup is with --restore-from');
    }
  }
}

async function sound(store: Store, { deployment, backup }: RestoreFlags): Promise<BackupManifest> {
  const skip = (id: string, reason: string): void => progress(`${id} cannot be used: ${reason}`);
  for await (const manifest of candidates(store, { deployment, id: backup }, skip)) {
    const { ok, problems } = await verifyBackup(store, manifest, { record: false });
    if (ok) {
      return manifest;
    }
    if (backup !== undefined) {
      throw new InvalidInput('--backup', `${backup} is damaged: ${problems.join('; ')}`, 'leave it out for the newest that is in order');
    }
    skip(manifest.id, problems.join('; '));
  }
  throw new InvalidInput('--restore-from', `${store.url} has no backup that could be restored`, 'look at `redis-ha backups list` for what is there');
}
