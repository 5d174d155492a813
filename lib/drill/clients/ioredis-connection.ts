import type { Socket } from 'node:net';

import type { Redis } from 'ioredis';

import { refusal, WRONG_NODE, type ClientEvents, type DrillClient, type WriteEnded } from './drill-client';

/** A client of ioredis with one connection: to whom Sentinels name, to a name's address, or to one node for ever. */
export class IoredisConnection implements DrillClient {
  public host = '';
  private connection = 0;
  private usable = false;

  /** @param follows false for a client that stays whatever it is told */
  constructor(private readonly client: Redis, private readonly follows: boolean, private readonly events: ClientEvents) {
    client.on('connect', () => {
      this.connection += 1;
      this.host = streamOf(client)?.remoteAddress ?? '';
    });
    client.on('ready', () => {
      this.usable = true;
      events.onConnected(this.host);
    });
    client.on('close', () => {
      this.usable = false;
    });
    // Failed connections are expected here, and their writes are in the ledger.
    client.on('error', () => undefined);
  }

  public get connected(): boolean {
    return this.usable;
  }

  public write(key: string, value: string, ended: WriteEnded): void {
    const { host, connection } = this;
    this.client.set(key, value).then(
      () => ended(undefined, host),
      (failure: Error) => {
        ended(failure, host);
        this.refused(failure, connection, host);
      },
    );
  }

  /** One system call for several writes; without this a few thousand a second keep a core busy. */
  public batch(send: () => void): void {
    const stream = streamOf(this.client);
    stream?.cork?.();
    send();
    stream?.uncork?.();
  }

  public moveOn(): void {
    // One that is on its way already would be ended for good: ioredis does not reconnect from a cancelled attempt.
    if (this.client.status === 'ready') {
      this.usable = false;
      this.client.disconnect(true);
    }
  }

  public close(): void {
    this.usable = false;
    this.client.disconnect();
  }

  private refused(failure: Error, connection: number, host: string): void {
    // Of the many writes one bad connection fails, only the first leads to a new one.
    if (connection !== this.connection || !this.usable || !WRONG_NODE.test(failure.message)) {
      return;
    }
    this.events.onRefused(host, refusal(failure.message));
    if (this.follows) {
      this.moveOn();
    }
  }
}

function streamOf(client: Redis): Partial<Socket> | undefined {
  return (client as unknown as { stream?: Partial<Socket> }).stream;
}
