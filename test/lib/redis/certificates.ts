import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LinkTls } from '../../../lib/redis';

/** Certificates of one test, made with openssl. */
export interface Certificates {
  /** For a client that presents one. */
  readonly client: LinkTls;
  /** What a server is started with, so that it asks clients for theirs. */
  readonly serverArgs: string[];
}

/**
 * An authority, and a certificate of it for a server called `name` and for its clients; undefined where there is no openssl.
 *
 * @param ip address the certificate is also good for
 */
export function certificates(directory: string, name: string, ip?: string): Certificates | undefined {
  mkdirSync(directory, { recursive: true });
  const at = (file: string): string => join(directory, file);
  const openssl = (...args: string[]): void => { execFileSync('openssl', args, { stdio: 'ignore' }); };
  try {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    openssl('req', '-x509', ...key, '-keyout', at('ca.key'), '-out', at('ca.pem'), '-subj', '/CN=authority of a test');
    openssl('req', '-x509', ...key, '-keyout', at('node.key'), '-out', at('node.pem'), '-subj', `/CN=${name}`,
      '-CA', at('ca.pem'), '-CAkey', at('ca.key'), '-addext', `subjectAltName=DNS:${name}${ip ? `,IP:${ip}` : ''}`);
  } catch (failure) {
    if ((failure as NodeJS.ErrnoException).code === 'ENOENT') {
      return undefined;
    }
    throw failure;
  }
  const text = (file: string): string => readFileSync(at(file), 'utf8');
  return {
    client: { ca: text('ca.pem'), cert: text('node.pem'), key: text('node.key'), serverName: name },
    serverArgs: ['--tls-cert-file', at('node.pem'), '--tls-key-file', at('node.key'), '--tls-ca-cert-file', at('ca.pem'), '--tls-replication', 'yes'],
  };
}
