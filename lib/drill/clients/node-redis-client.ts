import { now } from '../clock';
import { COMMAND_TIMEOUT_MS, refusal, WRONG_NODE, type ClientEvents, type DrillClient, type WriteEnded } from './drill-client';

/** A client of node-redis of any kind, as far as a drill needs it. */
export interface OpenedNodeRedis {
  connect(): Promise<unknown>;
  set(key: string, value: string): Promise<unknown>;
  ready(): boolean;
  /** Address of the node that has, or has just acknowledged, that key. */
  hostOf(key: string): string;
  destroy(): void;
}

export interface NodeRedisParts {
  /** @param onHost told the address of the node it is connected to; a client of a Cluster tells none */
  readonly open: (onHost: (host: string) => void) => OpenedNodeRedis;
  /**
   * True for clients that find no other node by themselves once a node hangs or refuses: they are replaced by a new one,
   * which is what an application has to do.
   */
  readonly replaced: boolean;
}

/**
 * Writes through node-redis. It ends no command that was sent and gets no answer, so every write has a timer here; and while
 * it is looking for a primary it holds commands back, so only one at a time is given to it until one has been acknowledged.
 */
export class NodeRedisClient implements DrillClient {
  public host = '';
  private client: OpenedNodeRedis;
  private pending = 0;
  private searching = false;
  private replacedAt = 0;
  private closed = false;

  constructor(private readonly parts: NodeRedisParts, private readonly events: ClientEvents) {
    this.client = this.opened();
  }

  public get connected(): boolean {
    return this.client.ready() && (!this.searching || this.pending === 0);
  }

  public write(key: string, value: string, ended: WriteEnded): void {
    const { client } = this;
    let over = false;
    this.pending += 1;
    const finish = (failure: Error | undefined): void => {
      if (over) {
        return;
      }
      over = true;
      clearTimeout(timer);
      this.pending -= 1;
      const host = client.hostOf(key);
      ended(failure, host);
      this.searching = failure !== undefined;
      if (failure !== undefined && client === this.client) {
        this.failed(failure, host);
      }
    };
    const timer = setTimeout(() => finish(new Error('Command timed out')), COMMAND_TIMEOUT_MS);
    client.set(key, value).then(() => finish(undefined), finish);
  }

  /** node-redis gathers the commands of one turn of the event loop by itself. */
  public batch(send: () => void): void {
    send();
  }

  /** It subscribes by itself where it can. */
  public moveOn(): void {}

  public close(): void {
    this.closed = true;
    this.client.destroy();
  }

  private failed(failure: Error, host: string): void {
    if (!WRONG_NODE.test(failure.message)) {
      return;
    }
    this.events.onRefused(host, refusal(failure.message));
    if (this.parts.replaced && !this.closed && now() - this.replacedAt > COMMAND_TIMEOUT_MS) {
      this.replacedAt = now();
      this.client.destroy();
      this.client = this.opened();
    }
  }

  private opened(): OpenedNodeRedis {
    const client = this.parts.open((host) => {
      this.host = host;
      this.events.onConnected(host);
    });
    // It goes on trying; the promise only says how the first attempt went.
    client.connect().catch(() => this.retry(client));
    return client;
  }

  /** A client of Sentinels or a Cluster that nobody answered at the start gives up. */
  private retry(client: OpenedNodeRedis): void {
    setTimeout(() => {
      if (!this.closed && client === this.client && !client.ready()) {
        client.destroy();
        this.client = this.opened();
      }
    }, COMMAND_TIMEOUT_MS).unref();
  }
}
