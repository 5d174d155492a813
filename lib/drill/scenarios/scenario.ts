import type { Lab, LabNode } from '../../lab/lab';
import type { DeploymentPlan } from '../../plan';
import type { Random } from '../random';
import type { Expectation } from '../verdict';
import type { Workload } from '../workload';

/** What a scenario works with. */
export interface ScenarioContext {
  readonly lab: Lab;
  readonly plan: DeploymentPlan;
  readonly random: Random;
  readonly load: Workload;
  /** The data node that was primary when the load had warmed up. */
  readonly primary: LabNode;
  /**
   * Puts the fault in; its beginning and end are what recovery is measured from.
   * Of several faults the last one called counts.
   */
  fault(message: string, node: string | undefined, inject: () => Promise<void> | void): Promise<void>;
  /** Recovery time is counted from now and not from the fault: everything was down on purpose until here. */
  recoveryStartsNow(): void;
  /** The fault is over. */
  recovered(message: string, node?: string): void;
  note(message: string, node?: string): void;
  /** The scenario saw a rule broken: the drill fails, with this reason. */
  violation(reason: string): void;
  /**
   * Waits until a Sentinel-aware client writes again.
   *
   * @param notFrom a node whose acknowledgements do not count
   */
  writesResume(notFrom?: string): Promise<boolean>;
  wait(ms: number): Promise<void>;
}

/** A fault, what has to come of it, and how it ends. */
export interface Scenario {
  readonly name: string;
  /** One line, for help and reports. */
  readonly summary: string;
  /** `cold`: the lab is handed over with every node stopped and no load running. */
  readonly from: 'formed' | 'cold';
  readonly rto: 'first-write' | 'longest-gap' | 'none';
  /**
   * It cuts the network, which needs a program and a right that a machine may lack.
   *
   * @default false
   */
  readonly cutsNetwork?: boolean;
  expectation(plan: DeploymentPlan): Expectation;
  /** Why it cannot run with that plan, undefined when it can. */
  unsuitable?(plan: DeploymentPlan): string | undefined;
  run(context: ScenarioContext): Promise<void>;
}

/** Longest a scenario waits for writes to come back before it carries on and lets the verdict say so. */
export function patience(plan: DeploymentPlan): number {
  return Math.max(plan.promise.rto.secondAttemptSeconds, plan.promise.rto.totalOutageSeconds) * 1000 + 15_000;
}

export function dataNodes(lab: Lab): LabNode[] {
  return lab.nodes.filter((node) => node.hasData);
}

export function replicasOf(lab: Lab, primary: string): LabNode[] {
  return dataNodes(lab).filter((node) => node.name !== primary);
}

/** @returns why a plan with fewer data nodes will not do */
export function needsDataNodes(plan: DeploymentPlan, least: number): string | undefined {
  const count = plan.topology.replicas + 1;
  return count >= least ? undefined : `it needs ${least} data nodes, the plan has ${count}`;
}
