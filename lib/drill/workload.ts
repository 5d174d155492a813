import { ClientKind } from './clients/drill-client';
import { clientOpener, openPinned, type OpenClient } from './clients/open-client';
import { now, sleep, until } from './clock';
import type { Ledger } from './ledger';
import { slotHomes } from './slot-homes';
import { SwitchListener } from './switch-listener';
import type { DrillTarget } from './target';
import { Writer, type WriterOptions } from './writer';

/** How hard the load writes. */
export interface WorkloadOptions {
  /**
   * Writes a second, all writers together. 0 writes as fast as `window` allows.
   *
   * @default 600
   */
  readonly rate?: number;
  /**
   * Clients, each with a connection of its own.
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
  /**
   * The library they are of.
   *
   * @default ClientKind.IOREDIS
   */
  readonly client?: ClientKind;
}

const DEFAULT_RATE = 600;
const DEFAULT_WRITERS = 6;
const TICK_MS = 4;
/** Every other client listens to what Sentinels announce, the rest ask when a connection fails. Applications do both. */
const LISTENS_EVERY = 2;
/** What clients are told again and again, by several nodes in turn, is one event. */
const SAME_REFUSAL_MS = 2000;
/** A pinned client writes one after the other, no more often than this. */
const PINNED_PAUSE_MS = 5;

/** Something the clients saw: a new primary, a refusal. */
export type LoadListener = (message: string, node: string | undefined) => void;

/** Clients that write at a steady rate and enter every write into a ledger. */
export class Workload {
  public readonly rate: number;
  public readonly client: ClientKind;
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
  /** Per shard and endpoint, when the newest acknowledged write was issued. */
  private readonly newest = new Map<number, Map<number, number>>();
  /** Per shard, which node clients were last seen to write to. */
  private readonly lastNodes = new Map<number, string>();
  /** When each was last seen, by node and reason. */
  private readonly refusals = new Map<string, number>();

  constructor(
    private target: DrillTarget,
    public readonly ledger: Ledger,
    options: WorkloadOptions = {},
    private readonly listener: LoadListener = () => undefined,
  ) {
    this.rate = options.rate ?? DEFAULT_RATE;
    this.count = options.writers ?? DEFAULT_WRITERS;
    this.counterEvery = options.counterEvery ?? 10;
    this.client = options.client ?? ClientKind.IOREDIS;
    this.window = options.window ?? Math.max(32, Math.ceil(this.rate / this.count / 2));
  }

  /**
   * Connects every client and begins to write.
   *
   * @throws Error when no write is acknowledged within the time
   * @throws InvalidInput when the client's package is not installed
   */
  public async start(timeoutMs = 10_000): Promise<void> {
    this.ledger.homes = await slotHomes(this.target);
    this.ledger.shards.forEach((shard) => this.newest.set(shard, new Map()));
    this.writers.push(...await this.opened());
    this.due.push(...this.writers.map(() => 0));
    this.listen();
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
      ...this.shared(),
      number,
      open: (events) => openPinned(this.target, host, events),
      window: 1,
      onAcknowledged: () => undefined,
      onConnected: () => undefined,
      onRefused: () => undefined,
    });
    this.writers.push(writer);
    void this.driveOneByOne(writer);
  }

  /**
   * Waits for acknowledged writes that were issued after `since`, of clients that follow the primary: in a Cluster one to
   * every shard.
   *
   * @param notFrom a node whose word does not count, such as one that was cut off
   * @returns false when there was none within the time
   */
  public async acknowledgedSince(since: number, timeoutMs: number, notFrom?: string): Promise<boolean> {
    const acknowledged = (byEndpoint: Map<number, number>): boolean => [...byEndpoint].some(([endpoint, issuedAt]) =>
      issuedAt >= since && this.ledger.endpoints[endpoint] !== notFrom);
    return await until(() => this.newest.size > 0 && [...this.newest.values()].every(acknowledged), timeoutMs, 10) ?? false;
  }

  /** Waits until a node has acknowledged a write that is issued from now on. */
  public async acknowledgedBy(node: string, timeoutMs: number): Promise<boolean> {
    const since = now();
    return await until(() => [...this.newest.values()].some((byEndpoint) => [...byEndpoint].some(([endpoint, issuedAt]) =>
      issuedAt >= since && this.ledger.endpoints[endpoint] === node)), timeoutMs, 10) ?? false;
  }

  /**
   * The deployment is gone and another is to take its place: as many clients of that one. They write on in the same ledger
   * under names of their own, which still counts by the shards there were when the load began.
   */
  public async follow(target: DrillTarget): Promise<void> {
    this.target = target;
    const gone = this.writers.splice(0, this.count, ...await this.opened());
    gone.forEach((writer) => writer.close());
    this.lastNodes.clear();
    this.listen();
  }

  /** Nodes there were not when the load began. */
  public learn({ nodeOf, shardOf }: DrillTarget): void {
    Object.assign(this.target.nodeOf, nodeOf);
    Object.assign(this.target.shardOf, shardOf);
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

  /** Clients that follow the primary and have had nothing acknowledged since then, of how many. */
  public silentSince(at: number): { readonly silent: number; readonly of: number } {
    const following = this.writers.slice(0, this.count);
    return { silent: following.filter((writer) => writer.acknowledgedAt < at).length, of: following.length };
  }

  private async opened(): Promise<Writer[]> {
    const open = await clientOpener(this.client, this.target);
    return Array.from({ length: this.count }, (_, number) => this.writer(number, open));
  }

  private listen(): void {
    const listening = this.writers.filter((_, number) => number % LISTENS_EVERY === 0);
    this.switches?.close();
    this.switches = new SwitchListener(this.target, () => listening.forEach((writer) => writer.moveOn()));
  }

  private writer(number: number, open: OpenClient): Writer {
    return new Writer({
      ...this.shared(),
      number: this.ledger.addWriter(`w${this.ledger.writers.length}`),
      open: (events) => open(number, events),
      window: this.window,
      onAcknowledged: (index, endpoint, issuedAt) => this.sawAcknowledged(index, endpoint, issuedAt),
      onConnected: (node) => this.sawPrimary(0, node),
      onRefused: (node, reason) => this.sawRefusal(node, reason),
    });
  }

  private shared(): Pick<WriterOptions, 'ledger' | 'nodeAt' | 'counterEvery'> {
    return { ledger: this.ledger, nodeAt: (host) => this.nodeAt(host), counterEvery: this.counterEvery };
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

  private sawAcknowledged(index: number, endpoint: number, issuedAt: number): void {
    const { shard } = this.ledger.entry(index);
    this.newest.get(shard)?.set(endpoint, issuedAt);
    if (shard > 0) {
      this.sawPrimary(shard, this.ledger.endpoints[endpoint]!);
    }
  }

  private sawPrimary(shard: number, node: string): void {
    // Slots that are on the move are written to on both sides.
    const home = this.target.shardOf[node];
    if (node !== this.lastNodes.get(shard) && (home === undefined || home === shard)) {
      this.lastNodes.set(shard, node);
      this.listener(`clients write to ${node}`, node);
    }
  }

  private sawRefusal(node: string, reason: string): void {
    const refusal = `${node} ${reason}`;
    const at = now();
    const seenAt = this.refusals.get(refusal) ?? 0;
    this.refusals.set(refusal, at);
    if (at - seenAt > SAME_REFUSAL_MS) {
      this.listener(`${node} fails writes: ${reason}`, node);
    }
  }
}
