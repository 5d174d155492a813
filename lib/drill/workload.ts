import { now, sleep, until } from './clock';
import type { Ledger } from './ledger';
import { SwitchListener } from './switch-listener';
import { pinnedClient, sentinelClient, type DrillTarget } from './target';
import { Writer } from './writer';

/** How hard the load writes. */
export interface WorkloadOptions {
  /**
   * Writes a second, all writers together. 0 writes as fast as `window` allows.
   *
   * @default 600
   */
  readonly rate?: number;
  /**
   * Sentinel-aware clients, each with a connection of its own.
   *
   * @default 6
   */
  readonly writers?: number;
  /**
   * Writes each client has in flight at most.
   *
   * @default - what half a second at the target rate needs, at least 32
   */
  readonly window?: number;
  /**
   * Every so many writes of a client one overwrites its counter key.
   *
   * @default 10
   */
  readonly counterEvery?: number;
}

const DEFAULT_RATE = 600;
const DEFAULT_WRITERS = 6;
const TICK_MS = 4;
/** Every other client listens to what Sentinels announce, the rest ask when a connection fails. Applications do both. */
const LISTENS_EVERY = 2;
/** A pinned client writes one after the other, no more often than this. */
const PINNED_PAUSE_MS = 5;

/** Something the clients saw: a new primary, a refusal. */
export type LoadListener = (message: string, node: string | undefined) => void;

/** Clients that write at a steady rate and enter every write into a ledger. */
export class Workload {
  public readonly rate: number;
  public startedAt = 0;
  public stoppedAt = 0;
  private readonly writers: Writer[] = [];
  private readonly window: number;
  private readonly count: number;
  private readonly counterEvery: number;
  private readonly due: number[] = [];
  private timer: NodeJS.Timeout | undefined;
  private switches: SwitchListener | undefined;
  private stopped = false;
  /** Per endpoint, when the newest acknowledged write was issued. */
  private readonly newest = new Map<number, number>();
  private lastNode = '';
  private lastRefusal = '';

  constructor(
    private readonly target: DrillTarget,
    public readonly ledger: Ledger,
    options: WorkloadOptions = {},
    private readonly listener: LoadListener = () => undefined,
  ) {
    this.rate = options.rate ?? DEFAULT_RATE;
    this.count = options.writers ?? DEFAULT_WRITERS;
    this.counterEvery = options.counterEvery ?? 10;
    this.window = options.window ?? Math.max(32, Math.ceil(this.rate / this.count / 2));
  }

  /**
   * Connects every client and begins to write.
   *
   * @throws Error when no write is acknowledged within the time
   */
  public async start(timeoutMs = 10_000): Promise<void> {
    for (let number = 0; number < this.count; number += 1) {
      this.writers.push(this.writer(`w${number}`, number));
      this.due.push(0);
    }
    const listening = this.writers.filter((_, number) => number % LISTENS_EVERY === 0);
    this.switches = new SwitchListener(this.target, () => listening.forEach((writer) => writer.moveOn()));
    await until(() => this.writers.every((writer) => !writer.disconnected), timeoutMs, 20);
    this.startedAt = now();
    let last = this.startedAt;
    this.timer = setInterval(() => {
      const at = now();
      this.tick(Math.min(at - last, 20 * TICK_MS));
      last = at;
    }, TICK_MS);
    if (!await this.acknowledgedSince(this.startedAt, timeoutMs)) {
      await this.stop();
      throw new Error(`no write was acknowledged within ${timeoutMs} ms of the start of the load`);
    }
  }

  /** A client that stays with one node's address and writes there as long as it is let. */
  public pin(node: string): void {
    const host = Object.entries(this.target.nodeOf).find(([, name]) => name === node)?.[0];
    if (host === undefined) {
      throw new Error(`no data node ${node} to pin a client to`);
    }
    const number = this.ledger.addWriter(`p${this.ledger.writers.length}`, true);
    const writer = new Writer({
      ledger: this.ledger,
      number,
      client: pinnedClient(this.target, host),
      nodeAt: (address) => this.nodeAt(address),
      window: 1,
      counterEvery: this.counterEvery,
      followsSentinel: false,
      onAcknowledged: () => undefined,
      onConnected: () => undefined,
      onRefused: () => undefined,
    });
    this.writers.push(writer);
    void this.driveOneByOne(writer);
  }

  /**
   * Waits for a Sentinel-aware client's acknowledged write that was issued after `since`.
   *
   * @param notFrom a node whose word does not count, such as one that was cut off
   * @returns false when there was none within the time
   */
  public async acknowledgedSince(since: number, timeoutMs: number, notFrom?: string): Promise<boolean> {
    const ask = (): boolean => [...this.newest].some(([endpoint, issuedAt]) =>
      issuedAt >= since && this.ledger.endpoints[endpoint] !== notFrom);
    return await until(ask, timeoutMs, 10) ?? false;
  }

  /** Stops writing, waits for what is in flight and closes every connection. */
  public async stop(): Promise<void> {
    if (this.stopped) {
      return;
    }
    this.stopped = true;
    clearInterval(this.timer);
    this.stoppedAt = now();
    await until(() => this.writers.every((writer) => writer.pending === 0), 1500, 20);
    for (const writer of this.writers) {
      writer.close();
    }
    this.switches?.close();
    await sleep(0);
  }

  /** Sentinel-aware clients that have had nothing acknowledged since then, of how many. */
  public silentSince(at: number): { readonly silent: number; readonly of: number } {
    const following = this.writers.slice(0, this.count);
    return { silent: following.filter((writer) => writer.acknowledgedAt < at).length, of: following.length };
  }

  private writer(name: string, first: number): Writer {
    return new Writer({
      ledger: this.ledger,
      number: this.ledger.addWriter(name),
      client: sentinelClient(this.target, first),
      nodeAt: (host) => this.nodeAt(host),
      window: this.window,
      counterEvery: this.counterEvery,
      followsSentinel: true,
      onAcknowledged: (endpoint, issuedAt) => this.newest.set(endpoint, issuedAt),
      onConnected: (node) => this.sawPrimary(node),
      onRefused: (node, reason) => this.sawRefusal(node, reason),
    });
  }

  private nodeAt(host: string): string {
    return this.target.nodeOf[host] ?? host;
  }

  /** Writes what is due. What an outage or a full window held back is dropped, not sent later in a burst. */
  private tick(elapsedMs: number): void {
    const share = this.rate > 0 ? this.rate * elapsedMs / 1000 / this.count : this.window;
    for (let number = 0; number < this.count; number += 1) {
      const writer = this.writers[number]!;
      this.due[number]! += share;
      if (this.rate === 0 && writer.disconnected) {
        this.due[number] = 1;
      }
      const count = Math.floor(this.due[number]!);
      writer.writeMany(count);
      this.due[number] = this.rate === 0 ? 0 : this.due[number]! - count;
    }
  }

  private async driveOneByOne(writer: Writer): Promise<void> {
    while (!this.stopped) {
      if (!writer.disconnected) {
        writer.write();
      }
      await sleep(PINNED_PAUSE_MS);
    }
  }

  private sawPrimary(node: string): void {
    if (node !== this.lastNode) {
      this.lastNode = node;
      this.listener(`clients write to ${node}`, node);
    }
  }

  private sawRefusal(node: string, reason: string): void {
    const refusal = `${node} ${reason}`;
    if (refusal !== this.lastRefusal) {
      this.lastRefusal = refusal;
      this.listener(`${node} fails writes: ${reason}`, node);
    }
  }
}
