import type { ClientEvents, DrillClient } from './clients/drill-client';
import { now } from './clock';
import type { Ledger } from './ledger';

export interface WriterOptions {
  readonly ledger: Ledger;
  /** Number of the writer in the ledger. */
  readonly number: number;
  readonly open: (events: ClientEvents) => DrillClient;
  /** Name of the node at that address. */
  readonly nodeAt: (host: string) => string;
  /** Writes in flight at most; what exceeds it is not sent. */
  readonly window: number;
  /** Every so many writes one overwrites the counter key. */
  readonly counterEvery: number;
  readonly onAcknowledged: (index: number, endpoint: number, issuedAt: number) => void;
  readonly onConnected: (node: string) => void;
  readonly onRefused: (node: string, reason: string) => void;
}

/** One client and its writes. Each write is tried once; what fails stays failed. */
export class Writer {
  private readonly client: DrillClient;
  private readonly endpoints = new Map<string, number>();
  private inFlight = 0;
  private sent = 0;
  /** When its newest acknowledged write was answered. */
  public acknowledgedAt = 0;

  constructor(private readonly options: WriterOptions) {
    const { nodeAt } = options;
    this.client = options.open({
      onConnected: (host) => options.onConnected(nodeAt(host)),
      onRefused: (host, reason) => options.onRefused(nodeAt(host), reason),
    });
  }

  public get pending(): number {
    return this.inFlight;
  }

  /** True when the connection was lost or the primary is unknown. */
  public get disconnected(): boolean {
    return !this.client.connected;
  }

  /** Sends one write, or enters it as failed when there is nobody to send it to. Nothing happens when the window is full. */
  public write(): void {
    const { ledger, number, window, counterEvery, onAcknowledged } = this.options;
    if (this.inFlight >= window) {
      return;
    }
    this.sent += 1;
    const issuedAt = now();
    const index = ledger.issue(number, this.endpointOf(this.client.host), issuedAt, this.sent % counterEvery === 0);
    if (!this.client.connected) {
      ledger.fail(index, issuedAt);
      return;
    }
    const entry = ledger.entry(index);
    this.inFlight += 1;
    this.client.write(ledger.key(entry), ledger.value(entry), (failure, host) => {
      this.inFlight -= 1;
      if (failure !== undefined) {
        ledger.fail(index, now());
        return;
      }
      const endpoint = this.endpointOf(host);
      this.acknowledgedAt = now();
      ledger.acknowledge(index, this.acknowledgedAt, endpoint);
      onAcknowledged(index, endpoint, issuedAt);
    });
  }

  /** Sends several writes as one, where the client can. */
  public writeMany(count: number): void {
    this.client.batch(() => {
      for (let sent = 0; sent < count; sent += 1) {
        this.write();
      }
    });
  }

  /** Told of a new primary: looks for its address. */
  public moveOn(): void {
    this.client.moveOn();
  }

  public close(): void {
    this.client.close();
  }

  private endpointOf(host: string): number {
    let endpoint = this.endpoints.get(host);
    if (endpoint === undefined) {
      endpoint = this.options.ledger.endpointNumber(host === '' ? 'none' : this.options.nodeAt(host));
      this.endpoints.set(host, endpoint);
    }
    return endpoint;
  }
}
