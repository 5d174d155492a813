import type { ConnectionTls } from '../../plan';

/** As Node.js wants it, and with it every client library. */
export interface TlsOptions {
  readonly ca: string;
  readonly cert?: string;
  readonly key?: string;
  /** Also the name the certificate is checked for: nodes are reached by addresses that it does not bear. */
  readonly servername: string;
}

export function tlsOptions({ serverName: servername, ...pem }: ConnectionTls): TlsOptions {
  return { ...pem, servername };
}
