import { InvalidInput } from '../../model';
import { BACKUP_RUN_VARIABLE, BACKUP_RUN_VERSION, type BackupRun } from '../../model/backup-run';
import { requireDeployment } from '../names';
import type { TargetNode } from '../target';

/** Where a program finds the password: a secret of AWS, or a file. */
export type PasswordField = 'secretId' | 'passwordFile';

/** What a run is told, the password being where this program finds it. */
export type RunWith<Field extends PasswordField> = BackupRun & Required<Pick<BackupRun, Field>>;

/** @throws InvalidInput that names the variable when it is missing, no JSON, or written for another version or program */
export function readRun<Field extends PasswordField>(env: NodeJS.ProcessEnv, password: Field): RunWith<Field> {
  const text = env[BACKUP_RUN_VARIABLE];
  if (!text) {
    throw new InvalidInput(BACKUP_RUN_VARIABLE, 'is not set', 'deploy it with BackupSchedule, which sets it');
  }
  let run: BackupRun;
  try {
    run = Object(JSON.parse(text)) as BackupRun;
  } catch (failure) {
    throw new InvalidInput(BACKUP_RUN_VARIABLE, `is no JSON: ${(failure as Error).message}`, 'deploy it with BackupSchedule');
  }
  if (run.schemaVersion !== BACKUP_RUN_VERSION) {
    throw new InvalidInput(BACKUP_RUN_VARIABLE, `has schemaVersion ${String(run.schemaVersion)}`,
      `deploy program and settings together: this one reads ${BACKUP_RUN_VERSION}`);
  }
  requireDeployment(run.deployment);
  if (!Array.isArray(run.nodes) || run.nodes.length === 0) {
    throw new InvalidInput(`${BACKUP_RUN_VARIABLE}.nodes`, 'is empty', 'name at least one server as address:port');
  }
  const other = password === 'secretId' ? 'passwordFile' : 'secretId';
  if (typeof run[password] !== 'string' || run[password] === '' || run[other] !== undefined) {
    throw new InvalidInput(`${BACKUP_RUN_VARIABLE}.${password}`, run[other] === undefined ? 'is missing' : `stands beside or in place of ${other}`,
      `this program reads the password from ${password} only; deploy it with BackupSchedule`);
  }
  return run as RunWith<Field>;
}

/** A server from `address:port`; an IPv6 address has colons of its own, and may be in brackets. */
export function nodeOf(endpoint: string): TargetNode {
  const at = endpoint.lastIndexOf(':');
  const port = Number(endpoint.slice(at + 1));
  if (at < 1 || !Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new InvalidInput(`${BACKUP_RUN_VARIABLE}.nodes`, `got "${endpoint}"`, 'write address:port');
  }
  return { name: endpoint, host: endpoint.slice(0, at).replace(/^\[|\]$/g, ''), port };
}
