import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** How a server proves who it is, and this program to it. */
export interface LinkTls {
  /** PEM of the authorities to trust; the system's when absent. */
  readonly ca?: string;
  /** PEM of this side's certificate, where the server asks for one. */
  readonly cert?: string;
  readonly key?: string;
  /** Name the server's certificate must bear. @default - the host */
  readonly serverName?: string;
}

export interface SocketOptions {
  readonly host: string;
  readonly port: number;
  /** Source address of the connection. */
  readonly localAddress?: string;
  /** Certificates; absent for plaintext. */
  readonly tls?: LinkTls;
  /** Bytes that may wait in this process to be read; the server is held up beyond. @default - what Node.js takes, 16 KiB */
  readonly highWaterMark?: number;
}

/** Begins to connect. The caller listens for errors; a socket with TLS is ready at `secureConnect`. */
export function openSocket({ host, port, localAddress, tls, highWaterMark }: SocketOptions): Socket {
  const to = { host, port, localAddress, ...(highWaterMark === undefined ? {} : { highWaterMark }) };
  return tls
    ? connectTls({ ...to, ca: tls.ca, cert: tls.cert, key: tls.key, ...(tls.serverName ? { servername: tls.serverName } : {}) })
    : connectPlain(to);
}
