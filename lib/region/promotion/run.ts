import { InvalidInput, RegionStrategy } from '../../model';
import { allNodes, planOf, type DeploymentPlan } from '../../plan';
import type { RegionRecord } from '../record';
import { newestRecord } from '../witness';
import type { Candidate, Facts } from './facts';
import type { Floor } from './choose';
import { factsOf } from './facts';
import type { NodeReport } from './node-report';
import { checkEvidence, type PromotionOptions } from './options';
import type { PromotionPort } from './port';
import { PromotionRefused } from './refused';

/** How the old region was seen to stop. */
export interface Fenced {
  /** Of the announcement it was fenced by. */
  readonly epoch: number;
  /** Every data node of it confirmed; otherwise the lease ran out. */
  readonly confirmed: boolean;
  /** Where its primaries stopped, by data set; those that did not answer are missing. */
  readonly floors: Record<string, Floor>;
  /** Data nodes that did not confirm. */
  readonly silent: string[];
}

/**
 * What one process learns while it carries a promotion out. All that must outlive it is in the witness and in the agents, so
 * that another one can go on from there with nothing of this.
 */
export class Run {
  public readonly from: string;
  public readonly warnings: string[] = [];
  /** When the announcement was known to stand and to be known by enough of the new region; of `monotonic()`. */
  public announcedAt?: number;
  public fenced?: Fenced;
  /** This very run created the announcement. */
  public announcedHere = false;
  public caughtUp = false;
  public choice?: Record<string, Candidate>;
  public serves = false;
  public servesAt?: number;
  /** Epoch of the record that puts the target in charge, once it is known to stand. */
  public activeSince?: number;
  /** The record that put the target in charge, when it was another promotion's. */
  public activatedBy?: string;
  /** As seen just before the choice was made final. */
  public decidedOn?: Facts;

  constructor(
    public readonly plan: DeploymentPlan,
    public readonly target: string,
    public readonly port: PromotionPort,
    public readonly options: PromotionOptions,
    /** Tells apart two promotions that one person began at once. */
    private readonly id: string,
  ) {
    if (!plan.regionChange) {
      throw new InvalidInput('plan', `${plan.name} has one region`, 'declare replicaRegion in its spec first');
    }
    if (!plan.regions.some(({ name }) => name === target)) {
      throw new InvalidInput('region', `${plan.name} has no region "${target}"`, `use one of ${plan.regions.map(({ name }) => name).join(', ')}`);
    }
    checkEvidence(options);
    this.from = planOf(plan, target).regions[1]!.name;
  }

  public get by(): string {
    const { by = 'unknown', evidence } = this.options;
    return `${by} (promotion ${this.id})${evidence === undefined ? '' : `: ${evidence}`}`;
  }

  public get keepsBackupsOnly(): boolean {
    return this.plan.regionChange!.strategy === RegionStrategy.BACKUP_RESTORE;
  }

  /**
   * @param atLeast epoch of a record that is known to have been created
   * @throws PromotionRefused when there is none, or the witness knows less than the nodes
   */
  public async record(known: Readonly<Record<string, NodeReport>> = {}, atLeast = 1): Promise<RegionRecord> {
    const told = Math.max(atLeast, ...Object.values(known).map(({ region }) => region?.epoch ?? 1));
    const record = await newestRecord(this.port.witness, told).catch((failure: unknown) => {
      throw new PromotionRefused('witness-silent', `the witness cannot be asked (${messageOf(failure)})`,
        'restore the way to it, or its credentials: without it nobody can tell whether another promotion is under way');
    });
    if (record) {
      return record;
    }
    throw told > 1
      ? new PromotionRefused('witness-emptied', `region record ${told} was created, and the witness does not have it`,
        'name the witness that the nodes use; when it was emptied, use `redis-ha region put-back`')
      : new PromotionRefused('no-record', `the witness has no region record of ${this.plan.name}`,
        'name the witness that the nodes use; a deployment has a first record as soon as it is formed');
  }

  /** Looks at everything now. */
  public async facts(): Promise<Facts> {
    const reports = await this.port.look(allNodes(this.plan).map(({ name }) => name));
    return factsOf(this.plan, this.target, await this.record(reports), reports);
  }

  /**
   * The same, asked again for a while as long as something is missing: one answer that comes late must not decide.
   *
   * @param lacking whether that would stand against the promotion and may be over in a moment
   */
  public async patientFacts(lacking: (facts: Facts) => boolean): Promise<Facts> {
    let facts = await this.facts();
    await this.until(PATIENCE_SECONDS, async () => {
      const enough = !lacking(facts);
      facts = enough ? facts : await this.facts();
      return enough;
    });
    return facts;
  }

  /** Tells everybody; who does not answer is told again by a later step. */
  public tellAll(record: RegionRecord): Promise<string[]> {
    return this.port.tell(record, allNodes(this.plan).map(({ name }) => name));
  }

  /** Asks until the answer is yes, or that many seconds are over. @returns the last answer */
  public async until(seconds: number, ask: () => Promise<boolean>): Promise<boolean> {
    const deadline = this.port.monotonic() + seconds * 1000;
    for (;;) {
      if (await ask()) {
        return true;
      }
      if (this.port.monotonic() >= deadline) {
        return false;
      }
      await this.port.sleep(PERIOD_MS);
    }
  }
}

const PERIOD_MS = 200;
const PATIENCE_SECONDS = 10;

export function messageOf(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}
