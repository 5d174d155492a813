import { setTimeout as after } from 'node:timers';

/** What is left of a time to live, counted from when this was made, on two clocks. */
export class LeaseTime {
  private readonly ended = new AbortController();
  private monotonicMs = performance.now();
  private wallMs = Date.now();
  private timer?: NodeJS.Timeout;

  constructor(private readonly ttlSeconds: number) {}

  /** Aborted when the time has ended. */
  public get over(): AbortSignal {
    return this.ended.signal;
  }

  /** Also ends it when it should have ended while this process was stopped. */
  public isOver(): boolean {
    if (!this.ended.signal.aborted && this.leftMs() <= 0) {
      this.end(new Error(`a lease of ${this.ttlSeconds} seconds was not renewed in time`));
    }
    return this.ended.signal.aborted;
  }

  /** Begins to end by itself. */
  public watch(): void {
    clearTimeout(this.timer);
    if (!this.isOver()) {
      this.timer = after(() => this.watch(), Math.min(Math.max(this.leftMs(), 1), 2 ** 31 - 1)).unref();
    }
  }

  /** Counts from when another was made. */
  public restart(from: LeaseTime): void {
    this.monotonicMs = from.monotonicMs;
    this.wallMs = from.wallMs;
    this.watch();
  }

  public end(reason: Error): void {
    clearTimeout(this.timer);
    this.ended.abort(reason);
  }

  /** Without an end. */
  public stop(): void {
    clearTimeout(this.timer);
  }

  private leftMs(): number {
    return this.ttlSeconds * 1000 - Math.max(performance.now() - this.monotonicMs, Date.now() - this.wallMs);
  }
}
