import { connect, createServer, type Server, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { Flow } from './flow';
import type { LinkSettings } from './link-settings';
import type { SourcePorts } from './source-ports';
import type { Wire } from './wire';

export interface LinkProxyOptions {
  /** Where it listens; the port is any free one. */
  readonly host: string;
  /** Where it leads to. */
  readonly target: { readonly host: string; readonly port: number };
  readonly settings: () => LinkSettings;
  /** Towards the target, and back. */
  readonly there: Wire;
  readonly back: Wire;
  /** Where it connects on from, besides the address of whoever came. @default - any port of any address */
  readonly sources?: SourcePorts;
}

/** A source port may be held by a connection that was closed just now. */
const ATTEMPTS = 20;

/**
 * Stands between the regions in front of one port of one node: what comes in goes on from the same address, late and no faster
 * than the link, and the answers likewise. It looks into nothing, so that TLS passes through.
 */
export class LinkProxy {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  private constructor(private readonly options: LinkProxyOptions) {
    this.server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => this.accept(client));
  }

  public static async open(options: LinkProxyOptions): Promise<LinkProxy> {
    const proxy = new LinkProxy(options);
    await new Promise<void>((resolve, reject) => {
      proxy.server.once('error', reject);
      proxy.server.listen(0, options.host, resolve);
    });
    return proxy;
  }

  public get target(): LinkProxyOptions['target'] {
    return this.options.target;
  }

  public get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  public async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => { this.server.close(() => resolve()); });
    this.sockets.forEach((socket) => socket.resetAndDestroy());
    await closed;
  }

  /** The first packet of a connection travels there before the target answers it, and that answer travels back. */
  private accept(client: Socket): void {
    const { delayMs = 0 } = this.options.settings();
    const cameAt = performance.now();
    this.keep(client);
    setTimeout(() => {
      if (!client.destroyed) {
        this.goOn(client, cameAt + 3 * delayMs, ATTEMPTS);
      }
    }, delayMs);
  }

  private goOn(client: Socket, earliest: number, attempts: number): void {
    const { target, sources, there, back } = this.options;
    const localAddress = client.remoteAddress!;
    const server = connect({
      ...target, allowHalfOpen: true, ...(sources === undefined ? {} : { localAddress, localPort: sources.take(localAddress) }),
    });
    this.keep(server);
    const refused = (failure: NodeJS.ErrnoException): void => {
      if ((failure.code === 'EADDRINUSE' || failure.code === 'EADDRNOTAVAIL') && attempts > 1 && !client.destroyed) {
        this.goOn(client, earliest, attempts - 1);
      } else {
        client.resetAndDestroy();
      }
    };
    server.once('error', refused);
    server.once('connect', () => {
      server.off('error', refused);
      if (client.destroyed) {
        server.resetAndDestroy();
        return;
      }
      new Flow(client, server, there, earliest).start();
      new Flow(server, client, back).start();
    });
  }

  private keep(socket: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}
