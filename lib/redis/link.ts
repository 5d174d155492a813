import { connect as connectSocket, type Socket } from 'node:net';
import Redis from 'ioredis';
import AbstractConnector from 'ioredis/built/connectors/AbstractConnector';

export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly password: string;
  /** Source address of the connection; the nodes of a lab share one machine and are told apart by it. */
  readonly localAddress?: string;
  /** Longest wait for a connection or a reply, in milliseconds. */
  readonly timeoutMs: number;
}

/** A connection that fails fast instead of queueing: what is asked now is about now. */
export class RedisLink {
  private readonly client: Redis;

  constructor(private readonly options: LinkOptions) {
    this.client = new Redis({
      Connector: connectorFor(options),
      username: options.username,
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
    });
    // Every failure also reaches whoever awaits a command.
    this.client.on('error', () => undefined);
  }

  /** Sends a command, connecting first when needed. Rejects on any failure; the next call starts afresh. */
  public async call(command: string, ...args: (string | number)[]): Promise<unknown> {
    if (this.client.status !== 'ready') {
      await this.connect();
    }
    try {
      return await this.client.call(command, ...args.map(String));
    } catch (failure) {
      // A reply that comes late would be taken for the answer to the next question's timeout budget.
      if (failure instanceof Error && /timed out/i.test(failure.message)) {
        this.client.disconnect();
      }
      throw failure;
    }
  }

  public close(): void {
    this.client.disconnect();
  }

  private pending?: Promise<void>;

  private async connect(): Promise<void> {
    this.pending ??= this.client.connect().finally(() => { this.pending = undefined; });
    let timer: NodeJS.Timeout | undefined;
    const deadline = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.client.disconnect();
        reject(new Error(`no connection to ${this.options.host}:${this.options.port} within ${this.options.timeoutMs} ms`));
      }, this.options.timeoutMs);
    });
    try {
      await Promise.race([this.pending, deadline]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** ioredis passes no source address on, so this makes the socket itself. */
function connectorFor(options: LinkOptions): new (given: unknown) => AbstractConnector {
  return class SourceAddressConnector extends AbstractConnector {
    constructor() {
      super(options.timeoutMs);
    }

    public connect(): Promise<Socket> {
      this.connecting = true;
      const socket = connectSocket({ host: options.host, port: options.port, localAddress: options.localAddress });
      this.stream = socket;
      return Promise.resolve(socket);
    }
  };
}
