import type { Store } from '../backup/store/store';
import type { Lab, LabEvent, LabNode } from '../lab/lab';
import type { DeploymentPlan } from '../plan';
import { now, sleep } from './clock';
import type { DrillStore } from './drill-store';
import { Exposure } from './exposure';
import type { Random } from './random';
import type { Activity, Check, Row } from './result';
import { patience, type RestoreFrom, type ScenarioContext, type ScenarioSettings } from './scenarios/scenario';
import { targetOf, type DrillTarget } from './target';
import type { Expectation } from './verdict';
import type { Workload } from './workload';

/** What a running drill is made of. */
export interface ContextParts {
  readonly lab: Lab;
  readonly random: Random;
  readonly load: Workload;
  readonly primary: LabNode;
  readonly expectation: Expectation;
  readonly settings: ScenarioSettings;
  readonly backups: DrillStore;
  /** What clients were told first. */
  readonly target: DrillTarget;
  /** Takes the lab down and brings another one up from a backup. */
  readonly replace: (plan: DeploymentPlan, from: RestoreFrom) => Promise<Lab>;
}

/** A running drill: what scenarios call, and what they leave behind for the measurement. */
export class DrillContext implements ScenarioContext {
  public faultAt: number | undefined;
  public faultDoneAt: number | undefined;
  public recoveredAt: number | undefined;
  public recoveryFrom: number | undefined;
  /** What the scenario put in, apart from the signals and kills the lab made of it. */
  public readonly faults = new Set<string>();
  public readonly violations: string[] = [];
  public readonly checks: Check[] = [];
  public readonly rows: Row[] = [];
  /** Times are milliseconds since the epoch here. */
  public readonly activities: Activity[] = [];
  public readonly random: Random;
  public readonly load: Workload;
  public readonly primary: LabNode;
  /** The plan the drill is of, also where another was restored into. */
  public readonly plan: DeploymentPlan;
  public readonly settings: ScenarioSettings;
  /** Undefined where being whole is not looked for. */
  public readonly exposure: Exposure | undefined;
  private running: Lab;
  private promised: Expectation;
  private seenBy: DrillTarget;
  private readonly earlier: LabEvent[] = [];

  constructor(private readonly parts: ContextParts) {
    this.running = parts.lab;
    this.promised = parts.expectation;
    this.seenBy = parts.target;
    this.random = parts.random;
    this.load = parts.load;
    this.primary = parts.primary;
    this.plan = parts.lab.plan;
    this.settings = parts.settings;
    this.exposure = parts.expectation.serves ? new Exposure({ lacking: () => this.lab.lacking() }) : undefined;
  }

  public get lab(): Lab {
    return this.running;
  }

  public get expectation(): Expectation {
    return this.promised;
  }

  /** What clients are told now. */
  public get target(): DrillTarget {
    return targetOf(this.running, this.seenBy.proxy);
  }

  /** Node name to shard, of every lab there was. */
  public get shardOf(): Record<string, number> {
    return { ...this.parts.target.shardOf, ...this.seenBy.shardOf };
  }

  /** Of every lab there was, oldest first. */
  public get events(): LabEvent[] {
    return [...this.earlier, ...this.running.events];
  }

  public get deployment(): string {
    return this.parts.backups.deployment;
  }

  public store(): Promise<Store> {
    return this.parts.backups.open();
  }

  public async fault(message: string, node: string | undefined, inject: () => Promise<void> | void): Promise<void> {
    this.faults.add(message);
    this.lab.record('fault', message, node);
    this.faultAt = now();
    this.exposure?.begin();
    await inject();
    this.faultDoneAt = now();
  }

  public recoveryStartsNow(): void {
    this.recoveryFrom = now();
  }

  public recovered(message: string, node?: string): void {
    this.recoveredAt = now();
    this.lab.record('recovery', message, node);
  }

  public note(message: string, node?: string): void {
    this.lab.record('drill', message, node);
  }

  public violation(reason: string): void {
    this.violations.push(reason);
    this.lab.record('drill', `broken rule: ${reason}`);
  }

  public check(check: Check): void {
    this.checks.push(check);
  }

  public row(row: Row): void {
    this.rows.push(row);
  }

  public promise(over: Partial<Expectation>): void {
    this.promised = { ...this.promised, ...over };
  }

  public async during<T>(lane: string, title: string, work: () => Promise<T>): Promise<T> {
    const fromMs = now();
    let failed = true;
    try {
      const done = await work();
      failed = false;
      return done;
    } finally {
      this.activities.push({ lane, title, fromMs, toMs: now(), failed });
    }
  }

  public async replaceLab(plan: DeploymentPlan, from: RestoreFrom): Promise<void> {
    this.earlier.push(...this.running.events);
    this.running = await this.parts.replace(plan, from);
    const proxy = this.seenBy.proxy === undefined ? undefined : await this.running.proxy('primary');
    this.seenBy = targetOf(this.running, proxy);
    await this.load.follow(this.seenBy);
  }

  public async clientsMove(): Promise<void> {
    this.seenBy = this.target;
    await this.load.follow(this.seenBy);
  }

  public async writesResume(notFrom?: string): Promise<boolean> {
    return this.load.acknowledgedSince(this.faultDoneAt ?? now(), patience(this.plan), notFrom);
  }

  public nodesChanged(): void {
    this.load.learn(targetOf(this.lab));
  }

  public async wait(ms: number): Promise<void> {
    await sleep(Math.max(0, ms));
  }
}
