import { InvalidInput } from '../model';
import type { DeploymentInput } from './deployment-input';
import { programText } from './program-text';
import type { ObjectStore } from './store-source';

/** Which backup in a store. */
export interface BackupToRestore {
  /** Name of the deployment that it is a backup of: its folder in the store. */
  readonly deployment: string;
  /** Id of the backup, as `redis-ha backups list` shows it, for example `20261122T150203Z-4f3a91`. */
  readonly backupId: string;
}

/**
 * What a new deployment begins with. Only the nodes that lead at its very first start read it; it means nothing to a
 * deployment that has been formed, whatever becomes of its volumes.
 */
export class RestoreSource {
  /**
   * A backup in an object store. The deployment's service account is who asks for it.
   *
   * @throws InvalidInput for a name that no backup can have
   */
  public static backup(store: ObjectStore, options: BackupToRestore): RestoreSource {
    requireBackup('restoreFrom', options);
    return new RestoreSource(store, options);
  }

  private constructor(private readonly store: ObjectStore, private readonly options: BackupToRestore) {}

  /** @internal */
  public _bind(): NonNullable<DeploymentInput['restore']> {
    const { url, region, endpoint, access } = this.store._bind();
    const { deployment, backupId } = this.options;
    return {
      binding: { store: url, deployment, backup: backupId, region, ...(endpoint === undefined ? {} : { endpoint }) },
      access,
      seedProgram: programText('seed'),
    };
  }
}

/** @throws InvalidInput that names the field below `prop` */
export function requireBackup(prop: string, { deployment, backupId }: BackupToRestore): void {
  const field = (name: string): string => (prop === '' ? name : `${prop}.${name}`);
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(deployment)) {
    throw new InvalidInput(field('deployment'), `got "${deployment}"`, 'use lower-case letters, digits and dashes, at most 63');
  }
  if (!/^\d{8}T\d{6}Z-[0-9a-z]{1,32}$/.test(backupId)) {
    throw new InvalidInput(field('backupId'), `got "${backupId}"`, 'use an id as `redis-ha backups list` shows it');
  }
}
