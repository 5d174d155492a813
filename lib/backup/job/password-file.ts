import { readFile } from 'node:fs/promises';
import { credentialsIn, type Credentials } from '../run/credentials';

/**
 * What a mounted key of a Secret holds: the password alone, or JSON.
 *
 * @throws Error that names the file, never its content
 */
export async function readPasswordFile(file: string): Promise<Credentials> {
  try {
    // `kubectl create secret --from-file` keeps the line end that an editor has put there.
    const text = (await readFile(file, 'utf8')).trim();
    if (text === '') {
      throw new Error('it is empty');
    }
    return credentialsIn(text);
  } catch (failure) {
    throw new Error(`cannot read the password file ${file}: ${reason(failure as NodeJS.ErrnoException)}`, { cause: failure });
  }
}

function reason({ code, message }: NodeJS.ErrnoException): string {
  switch (code) {
    case 'ENOENT': return 'there is none; the Secret that is mounted there lacks the key';
    case 'EACCES': return 'permission denied; its group has to be that of the pod (fsGroup)';
    default: return message;
  }
}
