import type { Socket } from 'node:net';

import type { Redis } from 'ioredis';

import { now } from './clock';
import type { Ledger } from './ledger';

/** Replies of a node that is not, or no longer, a primary that takes writes: the client asks the Sentinels again. */
const WRONG_NODE = /^(READONLY|MASTERDOWN|NOREPLICAS|LOADING|MISCONF|UNBLOCKED|NOAUTH|WRONGPASS)|Command timed out/;

export interface WriterOptions {
  readonly ledger: Ledger;
  /** Number of the writer in the ledger. */
  readonly number: number;
  readonly client: Redis;
  /** Name of the node at that address. */
  readonly nodeAt: (host: string) => string;
  /** Writes in flight at most; what exceeds it is not sent. */
  readonly window: number;
  /** Every so many writes one overwrites the counter key. */
  readonly counterEvery: number;
  /** False for a client that stays whatever it is told. */
  readonly followsSentinel: boolean;
  readonly onAcknowledged: (endpoint: number, issuedAt: number) => void;
  readonly onConnected: (node: string) => void;
  readonly onRefused: (node: string, reason: string) => void;
}

/** One client and its writes. Each write is tried once; what fails stays failed. */
export class Writer {
  private inFlight = 0;
  private sent = 0;
  private endpoint: number;
  private connection = 0;
  private usable = false;
  /** When its newest acknowledged write was answered. */
  public acknowledgedAt = 0;

  constructor(private readonly options: WriterOptions) {
    const { client, ledger } = options;
    this.endpoint = ledger.endpointNumber('none');
    client.on('connect', () => {
      this.connection += 1;
      this.endpoint = ledger.endpointNumber(options.nodeAt(remoteAddress(client)));
    });
    client.on('ready', () => {
      this.usable = true;
      options.onConnected(ledger.endpoints[this.endpoint]!);
    });
    client.on('close', () => {
      this.usable = false;
    });
    // Failed connections are expected here, and their writes are in the ledger.
    client.on('error', () => undefined);
  }

  public get pending(): number {
    return this.inFlight;
  }

  /** True when the connection was lost or the primary is unknown. */
  public get disconnected(): boolean {
    return !this.usable;
  }

  /** Sends one write, or enters it as failed when there is nobody to send it to. Nothing happens when the window is full. */
  public write(): void {
    const { ledger, number, client, window, counterEvery } = this.options;
    if (this.inFlight >= window) {
      return;
    }
    this.sent += 1;
    const issuedAt = now();
    const index = ledger.issue(number, this.endpoint, issuedAt, this.sent % counterEvery === 0);
    if (!this.usable) {
      ledger.fail(index, issuedAt);
      return;
    }
    const { endpoint, connection } = this;
    const entry = ledger.entry(index);
    this.inFlight += 1;
    client.set(ledger.key(entry), ledger.value(entry)).then(
      () => {
        this.inFlight -= 1;
        this.acknowledgedAt = now();
        ledger.acknowledge(index, this.acknowledgedAt);
        this.options.onAcknowledged(endpoint, issuedAt);
      },
      (error: Error) => {
        this.inFlight -= 1;
        ledger.fail(index, now());
        this.refused(error, connection, endpoint);
      },
    );
  }

  /** Sends several writes with one system call; without this a few thousand a second keep a core busy. */
  public writeMany(count: number): void {
    const stream = streamOf(this.options.client);
    stream?.cork?.();
    for (let sent = 0; sent < count; sent += 1) {
      this.write();
    }
    stream?.uncork?.();
  }

  /** Told of a new primary: asks the Sentinels for its address. */
  public moveOn(): void {
    // One that is on its way already would be ended for good: ioredis does not reconnect from a cancelled attempt.
    if (this.options.client.status === 'ready') {
      this.usable = false;
      this.options.client.disconnect(true);
    }
  }

  public close(): void {
    this.usable = false;
    this.options.client.disconnect();
  }

  private refused(error: Error, connection: number, endpoint: number): void {
    // Of the many writes one bad connection fails, only the first leads to a new one.
    if (connection !== this.connection || !this.usable || !WRONG_NODE.test(error.message)) {
      return;
    }
    const node = this.options.ledger.endpoints[endpoint]!;
    this.options.onRefused(node, error.message.split(' ')[0]!.replace('Command', 'timeout'));
    if (this.options.followsSentinel) {
      this.moveOn();
    }
  }
}

function remoteAddress(client: Redis): string {
  return streamOf(client)?.remoteAddress ?? 'unknown';
}

function streamOf(client: Redis): Partial<Socket> | undefined {
  return (client as unknown as { stream?: Partial<Socket> }).stream;
}
