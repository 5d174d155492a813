import { readFile } from 'node:fs/promises';
import type { BackupRun } from '../../model/backup-run';
import type { Credentials } from '../run/credentials';
import { readPasswordFile } from './password-file';

type CredentialFiles = Pick<BackupRun, 'caFile' | 'certFile' | 'keyFile'> & { readonly passwordFile: string };

/**
 * What a pod signs in with and checks servers by, from its mounted Secrets as they are now.
 *
 * @throws Error that names the file, never what is in it
 */
export async function readCredentials({ passwordFile, caFile, certFile, keyFile }: CredentialFiles): Promise<Credentials> {
  const [credentials, ca, cert, key] = await Promise.all([
    readPasswordFile(passwordFile), pemIn(caFile), pemIn(certFile), pemIn(keyFile),
  ]);
  return { ...credentials, ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) };
}

async function pemIn(file: string | undefined): Promise<string | undefined> {
  try {
    return file && await readFile(file, 'utf8');
  } catch (failure) {
    throw new Error(`cannot read the certificates in ${file}: ${(failure as Error).message}`, { cause: failure });
  }
}
