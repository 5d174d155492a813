import { randomBytes } from 'node:crypto';
import { keyOf, type LeaseNumber, numbersOf, readNumber, storeTime, writeNumber } from './lease-file';
import { LeaseTime } from './lease-time';
import { ObjectMissing, type Store } from './store';

/** Time stamps of S3 are whole seconds: two of them may be two seconds further apart than what they stamped. */
const STAMP_ERROR_MS = 2_000;
/** The newest number can be pruned between listing and reading it, each time by somebody who went on. */
const TRIES = 10;
const RENEWALS_PER_TTL = 3;

/** Who has a lease, as the store tells it. */
export interface LeaseHolder {
  readonly holder: string;
  readonly number: number;
  readonly ttlSeconds: number;
}

/**
 * The right of one process at a time, kept in a store that can only create objects. Its numbered objects,
 * `<name>/lease/000001.json` and so on, are never changed; the highest number says who has it. Who renews it, takes it over or
 * gives it back does so by creating the next number, which only one can.
 *
 * Clocks: a waiting process compares two time stamps of the store, of the newest number and of an object made for that. The
 * holder counts from before its request was sent and takes the longer of two readings, of its monotonic clock (which stands still
 * while a machine is suspended) and of its wall clock (which may jump). So it stops before anybody else may begin, unless its
 * clocks run slower than the store's.
 *
 * Fencing: numbers only grow. A holder that was stopped for long finds that its next number is taken, or is not the highest; it
 * learns that from `renew()`, so renew right before a step that must not be done twice. The step itself should be a `create` all
 * the same: nothing can stop a process between the answer and the step.
 */
export class Lease {
  private readonly time: LeaseTime;
  private keeping?: NodeJS.Timeout;
  private renewing?: Promise<boolean>;
  private over = false;

  private constructor(
    private readonly store: Store, private readonly name: string, private readonly holder: string,
    private readonly token: string, private readonly ttlSeconds: number, private current: number, sentAt: LeaseTime,
  ) {
    this.time = sentAt;
    this.time.watch();
  }

  /**
   * @param name what it is for, as a rule the deployment: the folder that gets the folder `lease`
   * @param holder who asks, for people
   * @param ttlSeconds from 1; how long it lasts when it is not renewed
   * @returns undefined when somebody else has it
   */
  public static async acquire(store: Store, name: string, holder: string, ttlSeconds: number): Promise<Lease | undefined> {
    if (!(ttlSeconds >= 1)) {
      throw new Error(`a lease of ${ttlSeconds} seconds: it lasts a second at least, and should last many times as long as the store `
        + 'takes to answer');
    }
    const token = randomBytes(8).toString('hex');
    const next = await nextNumber(store, name, token);
    const time = new LeaseTime(ttlSeconds);
    if (next === undefined || !await takeNumber(store, name, next, { holder, token, ttlSeconds, released: false })) {
      return undefined;
    }
    await prune(store, name, next);
    return new Lease(store, name, holder, token, ttlSeconds, next, time);
  }

  /** Who has taken it last and not given it back, whether or not the time is over; undefined when nobody has. */
  public static async holder(store: Store, name: string): Promise<LeaseHolder | undefined> {
    const newest = await readNewest(store, name);
    if (!newest || newest.released) {
      return undefined;
    }
    return { holder: newest.holder, number: newest.number, ttlSeconds: newest.ttlSeconds };
  }

  /** Its present number: greater than that of anybody who had it before. */
  public get number(): number {
    return this.current;
  }

  /** Aborts when it is not held any more; not when it is released. */
  public get lost(): AbortSignal {
    return this.time.over;
  }

  /**
   * Goes on with it for another time to live.
   *
   * @returns whether it is still held
   * @throws what the store does; it is held then until its time is over
   */
  public async renew(): Promise<boolean> {
    this.renewing ??= this.goOn().finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  /** Renews by itself, three times in a time to live, until it is released or lost. A store that fails is asked again. */
  public keep(): void {
    this.keeping ??= setInterval(() => {
      this.renew().catch(() => undefined);
    }, this.ttlSeconds * 1000 / RENEWALS_PER_TTL);
    // It is the work that keeps a process running, not the lease.
    this.keeping.unref();
  }

  /** Gives it back, so that the next one need not wait; where the store fails, it waits until the time is over. */
  public async release(): Promise<void> {
    clearInterval(this.keeping);
    await this.renewing?.catch(() => undefined);
    if (this.over) {
      return;
    }
    this.over = true;
    const lost = this.time.isOver();
    this.time.stop();
    if (!lost && await takeNumber(this.store, this.name, this.current + 1, this.content(true)).catch(() => false)) {
      await prune(this.store, this.name, this.current + 1);
    }
  }

  private async goOn(): Promise<boolean> {
    if (this.over || this.time.isOver()) {
      return false;
    }
    const sent = new LeaseTime(this.ttlSeconds);
    if (!await takeNumber(this.store, this.name, this.current + 1, this.content(false))) {
      this.loseTo(`somebody else has gone on after number ${this.current}`);
      return false;
    }
    this.current += 1;
    this.time.restart(sent);
    await prune(this.store, this.name, this.current);
    // Meanwhile its time may have ended all the same.
    return !this.time.isOver();
  }

  private loseTo(why: string): void {
    clearInterval(this.keeping);
    this.time.end(new Error(`${this.holder} has lost the lease ${this.name} of ${this.store.url}: ${why}`));
  }

  private content(released: boolean) {
    return { holder: this.holder, token: this.token, ttlSeconds: this.ttlSeconds, released };
  }
}

/** @returns the number that may be taken now, or undefined when somebody has the lease */
async function nextNumber(store: Store, name: string, mark: string): Promise<number | undefined> {
  const newest = await readNewest(store, name);
  if (!newest) {
    return 1;
  }
  const free = newest.released
    || (await storeTime(store, name, mark)).getTime() - newest.since.getTime() > newest.ttlSeconds * 1000 + STAMP_ERROR_MS;
  return free ? newest.number + 1 : undefined;
}

async function readNewest(store: Store, name: string) {
  let failed: { readonly number: number; readonly error: unknown } | undefined;
  for (let tries = 0; ; tries += 1) {
    const newest = (await numbersOf(store, name)).at(-1);
    if (!newest) {
      return undefined;
    }
    // Whether it was pruned the failure need not say: who may not list everything is forbidden what is missing. What is still
    // listed was not.
    if (failed && (tries === TRIES || failed.number === newest.number && !(failed.error instanceof ObjectMissing))) {
      throw failed.error;
    }
    try {
      return { ...newest, ...await readNumber(store, name, newest.number) };
    } catch (error) {
      failed = { number: newest.number, error };
    }
  }
}

/**
 * Creates a number. That it could be created is not enough: numbers below the highest are pruned, so a process that was stopped
 * for long may find a gap.
 */
async function takeNumber(store: Store, name: string, number: number, content: LeaseNumber): Promise<boolean> {
  if (!await writeNumber(store, name, number, content) && !await isOwn(store, name, number, content)) {
    return false;
  }
  if ((await numbersOf(store, name)).at(-1)?.number === number) {
    return true;
  }
  await store.remove(keyOf(name, number)).catch(() => undefined);
  return false;
}

/** A store whose answer was lost may say that there is one when it is the one this process has written. */
async function isOwn(store: Store, name: string, number: number, content: LeaseNumber): Promise<boolean> {
  const there = await readNumber(store, name, number).catch(() => undefined);
  return there?.token === content.token && there.released === content.released;
}

/** Older numbers say nothing any more. One that cannot be removed (a retention date, no permission) does no harm either. */
async function prune(store: Store, name: string, newest: number): Promise<void> {
  for (const { number } of await numbersOf(store, name).catch(() => [])) {
    if (number < newest && !(await store.remove(keyOf(name, number)).catch(() => ({ removed: false }))).removed) {
      return;
    }
  }
}
