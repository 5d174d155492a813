import { InvalidInput } from '../model';
import type { RestoreBinding } from '../plan';
import { seedPolicy, type PolicyStatement } from './node-policy';

/** Which backup in a bucket, as a user names it. */
export interface BackupName {
  readonly deployment: string;
  readonly backupId: string;
  /** What stands before the deployment's folder, without slashes at its ends; empty for nothing. */
  readonly prefix: string;
}

/** Where that backup is. */
export interface BackupShelf {
  readonly bucketName: string;
  readonly bucketArn: string;
  readonly region: string;
  readonly keyArn?: string;
}

/** What the nodes are told and allowed. */
export interface RestoredNodes {
  readonly binding: RestoreBinding;
  readonly statements: PolicyStatement[];
}

const RULES: Record<keyof BackupName, [RegExp, string]> = {
  deployment: [/^[a-z0-9][a-z0-9-]{0,62}$/, 'use lower-case letters, digits and dashes, at most 63'],
  backupId: [/^\d{8}T\d{6}Z-[0-9a-z]{1,32}$/, 'use an id as `redis-ha backups list` shows it'],
  prefix: [/^([A-Za-z0-9_=!.()-]+(\/[A-Za-z0-9_=!.()-]+)*)?$/, 'use letters, digits and _ = ! . ( ) - between single slashes'],
};

/** A prefix as it stands in a key, whatever slashes it was typed with. */
export function backupPrefix(typed = ''): string {
  return typed.replace(/^\/+|\/+$/g, '');
}

/** @throws InvalidInput for a name that no backup can have; a part that is not known yet is left out */
export function checkBackupName(name: Partial<BackupName>): void {
  for (const [part, [pattern, fix]] of Object.entries(RULES)) {
    const value = name[part as keyof BackupName];
    if (value !== undefined && !pattern.test(value)) {
      throw new InvalidInput(`restoreFrom.${part}`, `got "${value}"`, fix);
    }
  }
}

/** What nodes need to begin with that backup: where it is, and the right to read it and no other. */
export function restoredNodes({ deployment, backupId, prefix }: BackupName, shelf: BackupShelf): RestoredNodes {
  const folder = prefix ? `${prefix}/` : '';
  return {
    binding: {
      store: `s3://${shelf.bucketName}${prefix ? `/${prefix}` : ''}`, deployment, backup: backupId, region: shelf.region,
    },
    statements: seedPolicy({
      bucketArn: shelf.bucketArn, keyPrefix: `${folder}${deployment}/${backupId}/`, keyArn: shelf.keyArn,
    }),
  };
}
