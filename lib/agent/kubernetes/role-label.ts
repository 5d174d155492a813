import type { NodeConfig } from '../../config';
import { NodeRole, type DeploymentPlan } from '../../plan';
import type { Desired } from '../desired';
import { followsReady, leads } from '../health';
import type { Log } from '../log';
import { Pacer } from '../pacer';
import { KubernetesApi, KubernetesCallFailed, KubernetesConflict } from '../platform/kubernetes-api';
import type { Situation } from '../situation';
import { PodRoles, PRIMARY, REPLICA } from './pod-roles';

/** What the own pod should bear. */
interface Wish {
  readonly role: typeof PRIMARY | typeof REPLICA | undefined;
  /** Of a primary: at which epoch it was named. */
  readonly epoch?: number;
}

/** An agent that has just started leaves the label be until it knows who is primary. */
const SETTLING_MS = 2000;
/** Somebody may change labels by hand: what should be so is made so again this often. */
const VERIFY_MS = 30_000;
/** A request without an answer may still be carried out this long after. */
const UNCERTAIN_MS = 15_000;
const SHORTLY_MS = 1000;
const RETRY_MS = { least: 500, most: 5000 };
/** A pod changes for many reasons, such as its readiness; then it is tried again at once, but not for ever. */
const MOST_CONFLICTS = 10;
/** Whoever has been named for so long without a break is not overtaken: the newer epoch is of a history that was given up. */
const OVERRULE_MS = 60_000;
/** A pod that ends does not wait for the API longer. */
const STOP_MS = 1000;

/** Keeps the role label of the own pod right, beside the agent and never in its way. */
export class RoleLabel {
  private wish?: Wish;
  private readonly pacer = new Pacer();
  private work?: Promise<void>;
  private calm?: NodeJS.Timeout;
  private stopping = false;
  private stopped = false;
  private conflicts = 0;
  private failures = 0;
  private uncertainUntil = 0;
  private waitingSince?: number;
  private epoch = 0;
  private said = '';

  constructor(private readonly roles: PodRoles, private readonly log: Log, private readonly verifyMs = VERIFY_MS) {}

  /** For an agent that has to label its pod; undefined for any other. */
  public static of(config: NodeConfig, plan: DeploymentPlan, log: Log): RoleLabel | undefined {
    const { platform, node } = config;
    const data = plan.nodes.filter(({ roles }) => roles.includes(NodeRole.DATA)).map(({ name }) => name);
    if (platform.kind !== 'kubernetes' || !platform.labelsRoles || !data.includes(node)) {
      return undefined;
    }
    const others = data.filter((name) => name !== node).map((name) => platform.pods[name]!);
    return new RoleLabel(new PodRoles(new KubernetesApi(platform.accountDir), platform.pods[node]!, others), log);
  }

  /** What was seen and decided; returns at once. */
  public look(situation: Situation, desired: Desired): void {
    const wish = this.wishOf(situation, desired);
    if (wish && !this.stopping) {
      this.want(wish);
    }
  }

  /** Takes the label off, as far as that can be done in a moment. */
  public async stop(): Promise<void> {
    this.stopping = true;
    clearTimeout(this.calm);
    this.want({ role: undefined });
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([this.work, new Promise((resolve) => { timer = setTimeout(resolve, STOP_MS); })]);
    clearTimeout(timer);
    this.stopped = true;
    this.pacer.nudge();
    this.roles.close();
  }

  private wishOf(situation: Situation, desired: Desired): Wish | undefined {
    const { now, startedAt, redis, view: { majority } } = situation;
    if (leads(situation)) {
      // One Sentinel more or less in sight changes the epoch that is seen; it was named at the highest.
      this.epoch = Math.max(this.epoch, majority!.epoch);
      return { role: PRIMARY, epoch: this.epoch };
    }
    if (now - startedAt < SETTLING_MS && (!redis || !majority)) {
      return undefined;
    }
    return { role: followsReady(situation, desired) ? REPLICA : undefined };
  }

  private want(wish: Wish): void {
    const before = this.wish;
    if (before && before.role === wish.role && before.epoch === wish.epoch && !this.stopping) {
      return;
    }
    this.wish = wish;
    this.waitingSince = undefined;
    if (!this.work) {
      this.work = this.run();
    } else if (before?.role === PRIMARY || wish.role === PRIMARY || this.stopping) {
      this.failures = 0;
      this.pacer.nudge();
    } else {
      // A replica that goes back and forth is not worth a request each time.
      this.calm ??= setTimeout(() => { this.calm = undefined; this.pacer.nudge(); }, SHORTLY_MS);
    }
  }

  private async run(): Promise<void> {
    for (;;) {
      const wish = this.wish!;
      const rest = await this.attempt(wish);
      if (this.stopped || (this.stopping && this.wish === wish && this.failures === 0)) {
        return;
      }
      await this.pacer.rest(rest);
    }
  }

  /** @returns after how many milliseconds to look again */
  private async attempt(wish: Wish): Promise<number> {
    try {
      const rest = wish.role === PRIMARY ? await this.claim(wish) : await this.bear(wish.role);
      this.conflicts = 0;
      this.failures = 0;
      return Date.now() < this.uncertainUntil ? Math.min(rest, SHORTLY_MS) : rest;
    } catch (failure) {
      if (failure instanceof KubernetesConflict && this.conflicts < MOST_CONFLICTS) {
        this.conflicts += 1;
        return Math.random() * 50 * this.conflicts;
      }
      if (failure instanceof KubernetesCallFailed && failure.status === 0) {
        this.uncertainUntil = Date.now() + UNCERTAIN_MS;
      }
      this.say('role-label-failed', { error: failure instanceof Error ? failure.message : String(failure) });
      this.failures += 1;
      return Math.min(RETRY_MS.most, RETRY_MS.least * 2 ** (this.failures - 1));
    }
  }

  private async claim(wish: Wish): Promise<number> {
    const regardless = this.waitingSince !== undefined && Date.now() - this.waitingSince > OVERRULE_MS;
    const { newer, changed } = await this.roles.claim(wish.epoch!, () => this.wish === wish, regardless);
    if (newer !== undefined) {
      this.waitingSince ??= Date.now();
      this.say('role-label-waits', { epoch: wish.epoch, newer });
      return SHORTLY_MS;
    }
    this.waitingSince = undefined;
    if (this.wish === wish) {
      this.say('role-label', { label: PRIMARY, epoch: wish.epoch, ...(regardless ? { regardless } : {}) }, changed);
    }
    return this.verifyMs;
  }

  private async bear(role: typeof REPLICA | undefined): Promise<number> {
    await this.roles.bear(role);
    this.say('role-label', { label: role ?? 'none' });
    return this.verifyMs;
  }

  /** Each news once. */
  private say(event: string, fields: Record<string, unknown>, changed = false): void {
    const news = JSON.stringify([event, fields]);
    if (news !== this.said || changed) {
      this.said = news;
      this.log(event, fields);
    }
  }
}
