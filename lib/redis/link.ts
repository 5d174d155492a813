import type { Socket } from 'node:net';
import Redis from 'ioredis';
import AbstractConnector from 'ioredis/built/connectors/AbstractConnector';
import { openSocket, type LinkTls } from './socket';

export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  /** ACL user; the default user when absent. */
  readonly username?: string;
  /** Without one there is no login. */
  readonly password?: string;
  /** Source address of the connection; the nodes of a lab share one machine and are told apart by it. */
  readonly localAddress?: string;
  /** Certificates; absent for plaintext. A function is asked at each connection, so that new ones are used at once. */
  readonly tls?: LinkTls | (() => LinkTls);
  /** Tried next where nobody listens at `port`: a server whose transport changes. */
  readonly otherwise?: Pick<LinkOptions, 'port' | 'tls'>;
  /** Longest wait for a connection or a reply, in milliseconds. */
  readonly timeoutMs: number;
}

/** True for an error the server itself answered with; false for every way not to get an answer. */
export function isReply(failure: unknown): boolean {
  return failure instanceof Error && failure.name === 'ReplyError';
}

/** A connection that fails fast instead of queueing: what is asked now is about now. */
export class RedisLink {
  private client?: Redis;
  private connecting?: Promise<Redis>;
  private closed = false;

  constructor(private readonly options: LinkOptions) {}

  /** Sends a command, connecting first when needed. Rejects on any failure; the next call starts afresh. */
  public async call(command: string, ...args: (string | number)[]): Promise<unknown> {
    const client = this.client?.status === 'ready' ? this.client : await this.connect();
    try {
      return await client.call(command, ...args.map(String));
    } catch (failure) {
      // Only a reply proves that the connection is sound. One that owes a reply is given up with everything
      // that may still arrive on it.
      if (!isReply(failure)) {
        this.drop(client);
      }
      throw failure;
    }
  }

  /** Ends it for good: whoever asks afterwards is refused, so that no straggler opens a connection nobody closes. */
  public close(): void {
    this.closed = true;
    if (this.client) {
      this.drop(this.client);
    }
  }

  /** Calls made at the same time share one attempt. */
  private connect(): Promise<Redis> {
    this.connecting ??= this.open().finally(() => { this.connecting = undefined; });
    return this.connecting;
  }

  private async open(): Promise<Redis> {
    const { otherwise, ...first } = this.options;
    try {
      return await this.openAt(first);
    } catch (failure) {
      if (otherwise === undefined || (failure as NodeJS.ErrnoException).code !== 'ECONNREFUSED') {
        throw failure;
      }
      return this.openAt({ ...first, tls: undefined, ...otherwise });
    }
  }

  private async openAt(options: LinkOptions): Promise<Redis> {
    const { host, port, timeoutMs } = options;
    if (this.closed) {
      throw new Error(`the link to ${host}:${port} is closed`);
    }
    const client = clientFor(options);
    this.client = client;
    // Every failure also reaches whoever awaits a command; the event tells more than the promise does.
    let complaint: Error | undefined;
    client.on('error', (failure: Error) => { complaint = failure; });
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`no connection to ${host}:${port} within ${timeoutMs} ms`)), timeoutMs);
    });
    try {
      await Promise.race([client.connect(), deadline]);
      return client;
    } catch (failure) {
      this.drop(client);
      throw complaint ?? failure;
    } finally {
      clearTimeout(timer);
    }
  }

  private drop(client: Redis): void {
    if (this.client === client) {
      this.client = undefined;
    }
    client.disconnect();
  }
}

function clientFor(options: LinkOptions): Redis {
  return new Redis({
    Connector: connectorFor(options),
    username: options.password === undefined ? undefined : options.username,
    password: options.password,
    lazyConnect: true,
    protocol: 2,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    disableClientInfo: true,
    maxRetriesPerRequest: 0,
    connectTimeout: options.timeoutMs,
    commandTimeout: options.timeoutMs,
    retryStrategy: null,
    // The connector makes the socket; this only tells ioredis which event means that it is ready.
    ...(options.tls ? { tls: {} } : {}),
  });
}

/** ioredis passes no source address on, so this makes the socket itself. */
function connectorFor(options: LinkOptions): new (given: unknown) => AbstractConnector {
  return class SourceAddressConnector extends AbstractConnector {
    constructor() {
      super(options.timeoutMs);
    }

    public connect(): Promise<Socket> {
      this.connecting = true;
      const { host, port, localAddress, tls } = options;
      const socket = openSocket({ host, port, localAddress, tls: typeof tls === 'function' ? tls() : tls });
      this.stream = socket;
      return Promise.resolve(socket);
    }

    /** ioredis would keep the socket open for a while to read what still comes; here nothing of that may count. */
    public override disconnect(): void {
      this.connecting = false;
      this.stream?.destroy();
    }
  };
}
