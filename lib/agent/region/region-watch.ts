import { mayWrite, type RegionRecord, type Witness } from '../../region';
import type { Log } from '../log';
import { between, thisMoment, type Moment } from '../moment';
import type { PeerState } from '../situation';
import { provenMsAgo, type Answer, type Reading } from './proof';
import type { RegionFile } from './region-file';
import { isShown } from './shown';
import { regionView, type RegionView } from './standing';

export interface RegionWatchParts {
  readonly deployment: string;
  /** Region of this node. */
  readonly own: string;
  /** All of the plan. */
  readonly regions: string[];
  /** Data nodes of the other region whose agents are meant to run. */
  readonly others: string[];
  readonly witness: Witness;
  readonly file: Pick<RegionFile, 'load' | 'save'>;
  /** What agents of both regions said last, and when they were asked. */
  readonly heard: () => Record<string, { readonly state: PeerState; readonly asked: Moment }>;
  readonly leaseSeconds: number;
  readonly keepsWriting: boolean;
  readonly log: Log;
  /** @default - this machine's clocks */
  readonly clock?: () => Moment;
}

/** More often nothing needs to be known; each question is two requests to a store that bills them. */
const PERIOD_MS = 1000;
/** Several questions within a lease, since one may get lost. */
const QUESTIONS_PER_LEASE = 5;
/** Enough for a witness that hangs. */
const MOST_QUESTIONS = 3;

/**
 * Who may take writes, as this agent knows it: the newest record of its volume, the witness, and the agents of both regions.
 * Records are only followed by higher ones, so the highest that was seen is in force until a higher one is; whether there is a
 * higher one is what has to be proven again and again.
 */
export class RegionWatch {
  private known?: RegionRecord;
  private learned?: Moment;
  private reading?: { readonly epoch: number; readonly asked: Moment };
  private noneStands = false;
  private proven = false;
  private questions = 0;
  private timer?: NodeJS.Timeout;
  private complaint = '';
  private readonly clock: () => Moment;
  private began: Moment;
  private listener: () => void = () => undefined;

  constructor(private readonly parts: RegionWatchParts) {
    this.clock = parts.clock ?? thisMoment;
    this.began = this.clock();
  }

  /** Longest wait for the witness, in milliseconds: a question must not outlive what its answer would prove. */
  public static patienceMs(leaseSeconds: number): number {
    return Math.min(2000, (leaseSeconds * 1000) / 2);
  }

  /** @throws Error when what this node remembers is damaged */
  public async start(): Promise<void> {
    this.known = await this.parts.file.load();
    this.began = this.clock();
    this.learned = this.began;
    const ask = (): void => {
      if (this.questions < MOST_QUESTIONS) {
        void this.ask();
      }
    };
    ask();
    this.timer = setInterval(ask, Math.min(PERIOD_MS, (this.parts.leaseSeconds * 1000) / QUESTIONS_PER_LEASE));
  }

  public stop(): void {
    clearInterval(this.timer);
  }

  /** Told when another record is in force, or the first proof has come. */
  public onChange(listener: () => void): void {
    this.listener = listener;
  }

  public view(): RegionView {
    const now = this.clock();
    Object.values(this.parts.heard()).forEach(({ state }) => state.region && this.adopt(state.region));
    const { known, learned, parts: { own, leaseSeconds, keepsWriting } } = this;
    const proof = known && this.proofOf(known, now);
    const leaseMs = leaseSeconds * 1000;
    this.proven ||= this.noneStands || (proof !== undefined && proof <= leaseMs);
    return regionView({
      own, noneStands: this.noneStands, knows: this.proven, leaseMs, keepsWriting, runsMs: between(this.began, now),
      ...(known ? { record: known } : {}), ...(proof === undefined ? {} : { provenMsAgo: Math.ceil(proof) }),
      ...(known && learned ? { learnedMsAgo: between(learned, now) } : {}),
    });
  }

  /** What peers are told. */
  public told(): Pick<PeerState, 'region' | 'regionName' | 'regionReadMsAgo'> {
    const { known } = this;
    const reading = this.read(this.clock());
    return {
      regionName: this.parts.own,
      ...(known ? { region: known } : {}),
      ...(known && reading?.epoch === known.epoch ? { regionReadMsAgo: reading.askedMsAgo } : {}),
    };
  }

  /**
   * A record that an order brings; the newest is in force at once.
   *
   * @returns when it, or a newer one, is on the volume
   * @throws Error for a record of something else, or when the volume cannot be written
   */
  public async learn(record: RegionRecord): Promise<void> {
    this.adopt(record, true);
    await this.parts.file.save(this.known!);
  }

  /** Creates the first record, unless there is one. */
  public async declare(first: RegionRecord): Promise<void> {
    try {
      this.adopt(await this.parts.witness.create(first), true);
      await this.ask();
    } catch (failure) {
      this.complain(failure instanceof Error ? failure.message : String(failure));
    }
  }

  /** @param strict fail for a record that means nothing here, instead of passing over it */
  private adopt(record: RegionRecord, strict = false): void {
    const { deployment, regions, log, file } = this.parts;
    if (record.deployment !== deployment || !regions.includes(record.active)) {
      if (strict) {
        throw new Error(`a region record of ${record.deployment} that names ${record.active}; here is ${deployment} with ${regions.join(' and ')}`);
      }
      return;
    }
    if (record.epoch > (this.known?.epoch ?? 0)) {
      this.known = record;
      this.learned = this.clock();
      log('region-record', { ...record });
      file.save(record).catch((failure: Error) => log('region-record-unsaved', { epoch: record.epoch, error: failure.message }));
      this.listener();
    }
  }

  private read(now: Moment): Reading | undefined {
    return this.reading && { epoch: this.reading.epoch, askedMsAgo: between(this.reading.asked, now) };
  }

  private proofOf(known: RegionRecord, now: Moment): number | undefined {
    const answers = Object.fromEntries(Object.entries(this.parts.heard())
      .map(([name, { state, asked }]): [string, Answer] => [name, { state, askedMsAgo: between(asked, now) }]));
    return provenMsAgo(known, { reading: this.read(now), answers, others: this.parts.others });
  }

  /** That it is certain, and young enough, that this record gives this region the right to write. */
  private holds(known: RegionRecord): boolean {
    const { own, leaseSeconds } = this.parts;
    const proof = this.proofOf(known, this.clock());
    return this.known === known && mayWrite(known, own) && proof !== undefined && proof <= leaseSeconds * 1000;
  }

  /** Asks for the next record, and the one after it, until there is none: that proves the last one, where it is still shown. */
  private async ask(): Promise<void> {
    this.questions += 1;
    try {
      for (;;) {
        const { known } = this;
        const epoch = known?.epoch ?? 0;
        const asked = this.clock();
        const next = await this.parts.witness.read(epoch + 1);
        if (next === undefined) {
          if (known === undefined || await isShown(this.parts, known, () => this.holds(known))) {
            this.prove(epoch, asked);
          }
          // What could not be written before is tried again.
          await (this.known && this.parts.file.save(this.known));
          this.complain('');
          return;
        }
        this.adopt(next, true);
      }
    } catch (failure) {
      this.complain(failure instanceof Error ? failure.message : String(failure));
    } finally {
      this.questions -= 1;
    }
  }

  private prove(epoch: number, asked: Moment): void {
    this.noneStands = epoch === 0;
    if (this.reading === undefined || asked.monotonic >= this.reading.asked.monotonic) {
      const first = this.reading?.epoch !== epoch;
      this.reading = { epoch, asked };
      if (first) {
        this.listener();
      }
    }
  }

  private complain(complaint: string): void {
    if (complaint !== this.complaint) {
      this.complaint = complaint;
      this.parts.log(complaint === '' ? 'witness' : 'witness-unreadable', complaint === '' ? { detail: 'answers again' } : { error: complaint });
    }
  }
}
