import { certificatesIn } from '../../certificates';
import { credentialsIn, type Credentials } from '../run/credentials';
import type { RunWith } from '../run/read-run';
import { readSecret } from './read-secret';

/** What lets into the servers, and what they are trusted by: where the run says so, else from the secret of the password. */
export async function readCredentials({ secretId, tlsSecretId, tlsCa }: RunWith<'secretId'>): Promise<Credentials> {
  const credentials = await readSecret(secretId, 'the password', credentialsIn);
  if (tlsSecretId === undefined) {
    return { ...credentials, ca: tlsCa ?? credentials.ca };
  }
  return { ...credentials, ...await readSecret(tlsSecretId, 'the authorities', (text) => trustIn(text)) };
}

function trustIn(text: string): Partial<Credentials> {
  return text.startsWith('-----BEGIN ') ? { ca: text } : certificatesIn(text, 'it');
}
