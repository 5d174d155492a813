import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CERTIFICATE_FILES } from '../../../lib/certificates';
import { issueAuthority, issueCertificate } from '../../../lib/certificates/issue';

/** Certificates of one test. */
export interface TestCertificates {
  /** For a client that presents one. */
  readonly client: { readonly ca: string; readonly cert: string; readonly key: string; readonly serverName: string };
  /** What a server is started with, so that it asks clients for theirs. */
  readonly serverArgs: string[];
}

/**
 * An authority of its own, and a certificate of it for a server called `name` and for its clients, in a folder.
 *
 * @param ip address the certificate is also good for
 */
export async function certificates(directory: string, name: string, ip?: string): Promise<TestCertificates> {
  const authority = await issueAuthority({ commonName: 'authority of a test', days: 2 });
  const issued = await issueCertificate({ authority, serverName: name, ipAddresses: ip === undefined ? [] : [ip], days: 2 });
  mkdirSync(directory, { recursive: true });
  const { ca, cert, key } = CERTIFICATE_FILES;
  const at = (file: string): string => join(directory, file);
  ([['ca', ca], ['cert', cert], ['key', key]] as const).forEach(([what, file]) => writeFileSync(at(file), issued[what]));
  return {
    client: { ...issued, serverName: name },
    serverArgs: ['--tls-cert-file', at(cert), '--tls-key-file', at(key), '--tls-ca-cert-file', at(ca), '--tls-replication', 'yes'],
  };
}
