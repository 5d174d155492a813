import { InvalidInput } from '../model';

const DEPLOYMENT = /^[a-z0-9][a-z0-9-]{0,62}$/;
const ID = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-[0-9a-z]{1,32}$/;

export const MANIFEST_OBJECT = 'manifest.json';

/** `<deployment>/<id>/`: everything of one backup. @throws InvalidInput for a name that cannot be a folder of a store */
export function backupFolder(deployment: string, id: string): string {
  requireDeployment(deployment);
  if (!isBackupId(id)) {
    throw new InvalidInput('backup', `got "${id}"`, 'use an id as `redis-ha backups list` shows it, for example 20261122T150203Z-4f3a91');
  }
  return `${deployment}/${id}/`;
}

/** @throws InvalidInput for a name that cannot be a folder of a store */
export function requireDeployment(deployment: string): void {
  if (!isDeployment(deployment)) {
    throw new InvalidInput('deployment', `got "${deployment}"`, 'use lower-case letters, digits and dashes, at most 63');
  }
}

export function isDeployment(name: string): boolean {
  return DEPLOYMENT.test(name);
}

export function isBackupId(id: string): boolean {
  return beganAt(id) !== undefined;
}

/** When a backup with that id began; undefined when it is no such id. Also tells the age of one that has no manifest. */
export function beganAt(id: string): Date | undefined {
  const [, ...parts] = ID.exec(id) ?? [];
  const [year, month, day, hour, minute, second] = parts.map(Number);
  const began = new Date(Date.UTC(year!, month! - 1, day, hour, minute, second));
  // A date that does not exist would be taken for another one.
  return parts.length > 0 && compact(began) === parts.slice(0, 3).join('') + parts.slice(3).join('') ? began : undefined;
}

/** `20261122T150203Z`: sorts by time and needs no escaping anywhere. */
export function timeInName(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function compact(at: Date): string {
  return at.toISOString().slice(0, 19).replace(/[-:T]/g, '');
}
