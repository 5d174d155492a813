import type { Lab, LabNode } from '../lab/lab';
import type { DeploymentPlan } from '../plan';
import { now, sleep } from './clock';
import { Exposure } from './exposure';
import type { Random } from './random';
import { patience, type ScenarioContext } from './scenarios/scenario';
import { targetOf } from './target';
import type { Workload } from './workload';

/** A running drill: what scenarios call, and what they leave behind for the measurement. */
export class DrillContext implements ScenarioContext {
  public faultAt: number | undefined;
  public faultDoneAt: number | undefined;
  public recoveredAt: number | undefined;
  public recoveryFrom: number | undefined;
  /** What the scenario put in, apart from the signals and kills the lab made of it. */
  public readonly faults = new Set<string>();
  public readonly violations: string[] = [];
  public readonly plan: DeploymentPlan;
  /** Undefined where being whole is not looked for. */
  public readonly exposure: Exposure | undefined;

  constructor(
    public readonly lab: Lab,
    public readonly random: Random,
    public readonly load: Workload,
    public readonly primary: LabNode,
    watchExposure: boolean,
  ) {
    this.plan = lab.plan;
    this.exposure = watchExposure ? new Exposure(lab) : undefined;
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
