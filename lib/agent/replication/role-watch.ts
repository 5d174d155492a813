import type { Authority } from '../authority';
import type { Log } from '../log';
import type { Platform, RoleMarker } from '../platform/platform';
import type { AuthorityView, KnownRole } from '../situation';
import { confirmedAt, type Heard, type Reading } from './role-evidence';

export interface RoleWatchParts {
  readonly store: Pick<Platform, 'readRole' | 'claimRole'>;
  readonly peers: { heard(now: number): Record<string, Heard> };
  /** The other data nodes. */
  readonly others: string[];
  /** How often the store is asked, in milliseconds. */
  readonly periodMs: number;
  /** After this without a confirmation what is known counts for nothing, in milliseconds: the plan's `fenceAfterSeconds`. */
  readonly validMs: number;
  readonly log: Log;
}

/** What came with the news of a change. */
export interface News {
  readonly released?: boolean;
  readonly handing?: boolean;
}

/** A question that has taken this long is left behind, and another is asked; sooner where answers do not count that long. */
const PATIENCE_MS = 5000;
/** Enough for a store that hangs; each may be a process. */
const MOST_QUESTIONS = 3;

/**
 * The role marker as this agent knows it. It is asked for again and again, and peers tell the newest they know: a
 * marker is never changed, only followed by one of a higher epoch, so the highest seen is the truth until a higher one
 * is. Whether there is a higher one is what has to be confirmed.
 */
export class RoleWatch implements Authority {
  private known?: RoleMarker;
  private knownSince = 0;
  private news: News = {};
  private own?: Reading;
  private heldUntil = 0;
  private readonly questions = new Set<number>();
  private listener?: () => void;
  private timer?: NodeJS.Timeout;
  private complaint = '';

  constructor(private readonly parts: RoleWatchParts) {}

  public start(): void {
    const patienceMs = Math.min(PATIENCE_MS, this.parts.validMs / 3);
    const ask = (): void => {
      const now = Date.now();
      if (this.questions.size < MOST_QUESTIONS && [...this.questions].every((since) => now - since > patienceMs)) {
        void this.read().catch(() => undefined);
      }
    };
    ask();
    this.timer = setInterval(ask, this.parts.periodMs);
  }

  public stop(): void {
    clearInterval(this.timer);
  }

  public onChange(listener: () => void): void {
    this.listener = listener;
  }

  public view(now: number): AuthorityView {
    const heard = this.parts.peers.heard(now);
    Object.values(heard).forEach(({ state }) => state.role && this.learn(state.role.marker));
    const { known, own, parts: { others, validMs } } = this;
    const asOf = known && confirmedAt(known, own, heard, others);
    const certain = known !== undefined && asOf !== undefined && now - asOf <= validMs;
    return {
      configured: 1,
      reachable: own !== undefined && now - own.askedAt <= validMs ? 1 : 0,
      ...(certain ? { majority: { node: known.primary, epoch: known.epoch } } : {}),
      ...(asOf === undefined ? {} : { asOf }),
      ...(known ? { change: {
        ...(known.previous === undefined ? {} : { previous: known.previous }), knownSince: this.knownSince,
        released: this.news.released === true, handing: this.news.handing === true,
      } } : {}),
      unanimous: certain,
      majorityDown: false,
      failoverInProgress: now < this.heldUntil,
    };
  }

  /** Whether this node is certainly named at that epoch and writes are not stopped for another. */
  public names(node: string, epoch: number): boolean {
    const { majority, failoverInProgress } = this.view(Date.now());
    return majority?.node === node && majority.epoch === epoch && !failoverInProgress;
  }

  /** What peers are told. */
  public role(): KnownRole | undefined {
    const { known, own } = this;
    return known && { marker: known, ...(own?.epoch === known.epoch ? { readMsAgo: Date.now() - own.askedAt } : {}) };
  }

  /** A marker from wherever it came; the newest counts. */
  public learn(marker: RoleMarker, news: News = {}): void {
    const epoch = this.known?.epoch ?? 0;
    if (marker.epoch < epoch) {
      return;
    }
    if (marker.epoch > epoch) {
      this.known = marker;
      this.knownSince = Date.now();
      this.news = {};
      this.parts.log('role-marker', { ...marker });
    }
    this.news = { released: news.released === true || this.news.released, handing: news.handing === true || this.news.handing };
    if (marker.epoch > epoch || news.released) {
      this.listener?.();
    }
  }

  /**
   * Asks the store now.
   *
   * @throws Error when it cannot be reached
   */
  public async read(): Promise<RoleMarker | undefined> {
    const askedAt = Date.now();
    this.questions.add(askedAt);
    try {
      const marker = await this.parts.store.readRole();
      if (marker) {
        this.learn(marker);
      }
      if (askedAt >= (this.own?.askedAt ?? 0)) {
        this.own = { epoch: marker?.epoch ?? 0, askedAt };
      }
      this.complain('');
      return marker;
    } catch (failure) {
      this.complain(failure instanceof Error ? failure.message : String(failure));
      throw failure;
    } finally {
      this.questions.delete(askedAt);
    }
  }

  /**
   * Names a primary, unless another was named meanwhile.
   *
   * @param inStore epoch that must stand in the store, 0 for none. @default - the one before
   * @returns the role marker that stands now; it is `next` when this call won
   * @throws Error when the store was emptied, or cannot be reached: whether the claim stands is then unknown until it is read
   */
  public async claim(next: RoleMarker, inStore = next.epoch - 1): Promise<RoleMarker> {
    const askedAt = Date.now();
    const stands = await this.parts.store.claimRole(next, inStore);
    if (!stands) {
      throw new Error(`the role marker is gone although epoch ${inStore} was known: see \`redis-ha failover --force\``);
    }
    this.learn(stands);
    this.own = { epoch: stands.epoch, askedAt };
    return stands;
  }

  /** Somebody is about to name another primary: writes that were stopped for it stay so until then, or until this time. */
  public hold(until: number): void {
    this.heldUntil = until;
  }

  private complain(complaint: string): void {
    if (complaint !== this.complaint) {
      this.complaint = complaint;
      this.parts.log(complaint === '' ? 'role-readable' : 'role-unreadable', { error: complaint });
    }
  }
}
