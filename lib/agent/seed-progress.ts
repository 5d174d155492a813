import type { NodeConfig } from '../config';
import type { Log } from './log';
import { clearSeedStatus, writeSeedStatus } from './seed-status';

const SAID_EVERY_MS = 5000;
const STALL_MS = 300_000;
const MIB = 1024 * 1024;

/** Tells the agent and the log how far a seeding is, and ends one that stands still. */
export class SeedProgress {
  private readonly abort = new AbortController();
  private readonly began = Date.now();
  private readonly timer: NodeJS.Timeout;
  private detail = 'begins';
  private movedAt = Date.now();
  private writing: Promise<void> = Promise.resolve();
  private readonly stalled = new Promise<never>((_, reject) => {
    this.abort.signal.addEventListener('abort', () => reject(this.abort.signal.reason as Error));
  });

  /** @param stallMs without a byte for this long it is given up */
  constructor(private readonly config: NodeConfig, private readonly log: Log, private readonly stallMs = STALL_MS) {
    this.stalled.catch(() => undefined);
    this.timer = setInterval(() => this.beat(), Math.min(SAID_EVERY_MS, stallMs));
  }

  public get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** What comes of it; or, once it stands still, why it was given up, whether it notices or not. */
  public async unlessStalled<T>(work: Promise<T>): Promise<T> {
    work.catch(() => undefined);
    return Promise.race([work, this.stalled]).catch((failure: unknown) => {
      throw this.abort.signal.aborted ? this.abort.signal.reason : failure;
    });
  }

  public async say(detail: string): Promise<void> {
    this.detail = detail;
    this.movedAt = Date.now();
    await writeSeedStatus(this.config, { state: 'seeding', detail, at: Date.now() });
  }

  public note({ bytes, of }: { bytes: number; of: number }): void {
    this.movedAt = Date.now();
    const rate = bytes / MIB / Math.max(0.001, (Date.now() - this.began) / 1000);
    this.detail = `${Math.floor(bytes / MIB)} of ${Math.ceil(of / MIB)} MiB, ${rate.toFixed(1)} MiB/s`;
  }

  /** Nothing is told any more. */
  public async end(): Promise<void> {
    clearInterval(this.timer);
    await this.writing;
    await clearSeedStatus(this.config);
  }

  private beat(): void {
    const now = Date.now();
    if (now - this.movedAt >= this.stallMs) {
      this.abort.abort(new Error(`nothing has come from the store for ${Math.round((now - this.movedAt) / 1000)} s (${this.detail})`));
      return;
    }
    this.log('seeding', { detail: this.detail });
    this.writing = writeSeedStatus(this.config, { state: 'seeding', detail: this.detail, at: now }).catch(() => undefined);
  }
}
