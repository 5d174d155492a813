import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CERTIFICATE_FILES, type Certificates } from '../../certificates';

/** Certificates in a folder, by the names of a Kubernetes TLS Secret. */
export async function certificateFiles(folder: string): Promise<Certificates> {
  const { ca, cert, key } = CERTIFICATE_FILES;
  const [authorities, certificate, secret] = await Promise.all([ca, cert, key].map((name) => readFile(join(folder, name), 'utf8')));
  return { ca: authorities!, cert: certificate!, key: secret! };
}
