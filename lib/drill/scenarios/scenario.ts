import type { Store } from '../../backup/store/store';
import type { Lab, LabNode } from '../../lab/lab';
import type { LinkSettings } from '../../lab/link/link-settings';
import { TopologyKind } from '../../model';
import type { DeploymentPlan } from '../../plan';
import type { Ledger } from '../ledger';
import type { Random } from '../random';
import type { Check, Row } from '../result';
import type { DrillTarget } from '../target';
import type { Expectation } from '../verdict';
import type { Verification } from '../verify';
import type { Workload } from '../workload';

/** What somebody who starts a drill says about backups. */
export interface ScenarioSettings {
  /**
   * How many shards a restored Cluster gets.
   *
   * @default - as many as it had
   */
  readonly restoreShards?: number;
}

/** The backup that a new deployment is seeded from. */
export interface RestoreFrom {
  /** URL of the store. */
  readonly store: string;
  /** Name of the deployment in the store. */
  readonly deployment: string;
  /** Id of the backup. */
  readonly backup: string;
}

/** What a scenario works with. */
export interface ScenarioContext {
  readonly lab: Lab;
  readonly plan: DeploymentPlan;
  readonly random: Random;
  readonly load: Workload;
  /** The data node that was primary when the load had warmed up, in a Cluster of a random shard. */
  readonly primary: LabNode;
  readonly settings: ScenarioSettings;
  /** Name of the deployment in the store. */
  readonly deployment: string;
  /** Where the drill's backups go. */
  store(): Promise<Store>;
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
  /** The scenario held something against a bound of its own. */
  check(check: Check): void;
  /** The scenario measured something that nothing bounds. */
  row(row: Row): void;
  /** What is promised could not be known before: how old a backup is, how large. */
  promise(over: Partial<Expectation>): void;
  /** Does something that takes its time and draws it as a bar of that lane under the timeline. */
  during<T>(lane: string, title: string, work: () => Promise<T>): Promise<T>;
  /** Takes the lab down for good and begins a new one, seeded from a backup; clients go over to it. `lab` is the new one then. */
  replaceLab(plan: DeploymentPlan, from: RestoreFrom): Promise<void>;
  /**
   * Waits until a client that follows the primary writes again, in a Cluster to every shard.
   *
   * @param notFrom a node whose acknowledgements do not count
   */
  writesResume(notFrom?: string): Promise<boolean>;
  wait(ms: number): Promise<void>;
  /** Another region was promoted: clients go over to its addresses, as they do when names change. */
  clientsMove(): Promise<void>;
  /** Nodes came: what they acknowledge is from now on known by their names. */
  nodesChanged(): void;
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
  /** What lies between the two regions, by the seed. @default - nothing, they are one machine */
  readonly link?: (random: Random) => LinkSettings;
  /**
   * Bytes of every node's data volume, for scenarios that fill one.
   *
   * @default - as large as the machine's
   */
  readonly smallVolumeBytes?: number;
  /**
   * Topologies it makes sense for.
   *
   * @default - all
   */
  readonly topologies?: readonly TopologyKind[];
  /**
   * How long it may take until everything is healthy again, in milliseconds.
   *
   * @default 60000
   */
  readonly recoveryMs?: number;
  /** Before the load begins, on a healthy lab. */
  prepare?(lab: Lab, target: DrillTarget, progress: (message: string) => void): Promise<void>;
  expectation(plan: DeploymentPlan): Expectation;
  /** Why it cannot run with that plan, undefined when it can. */
  unsuitable?(plan: DeploymentPlan): string | undefined;
  run(context: ScenarioContext): Promise<void>;
  /** When everything is healthy again and clients still write: what can only be looked at then. */
  afterwards?(context: ScenarioContext): Promise<void>;
  /** When every acknowledged write has been looked for: what the losses say. Runs where `expectation.serves`. */
  examine?(context: ScenarioContext, ledger: Ledger, verification: Verification): void;
  /** What this machine lacks for it, undefined when nothing. */
  lacks?(plan: DeploymentPlan): Promise<string | undefined>;
}

/** Longest a scenario waits for writes to come back before it carries on and lets the verdict say so. */
export function patience(plan: DeploymentPlan): number {
  return Math.max(plan.promise.rto.secondAttemptSeconds, plan.promise.rto.totalOutageSeconds) * 1000 + 15_000;
}

/** Of the active region, where there is another one. */
export function dataNodes(lab: Lab): LabNode[] {
  const { nodes } = lab.plan;
  return lab.nodes.filter(({ name, hasData }) => hasData && nodes.some((node) => node.name === name));
}

/** The other nodes with the same data: in a Cluster those of its shard. */
export function replicasOf(lab: Lab, primary: string): LabNode[] {
  const { shard } = lab.node(primary);
  return dataNodes(lab).filter((node) => node.name !== primary && node.shard === shard);
}

/** Names of the primaries now, in the order of their shards; those nobody names are left out. */
export async function primariesOf(lab: Lab): Promise<string[]> {
  const shards = Array.from({ length: lab.plan.topology.shards }, (_, at) => at + 1);
  const names = await Promise.all(shards.map((shard) => lab.primary(shards.length > 1 ? shard : undefined)));
  return names.filter((name) => name !== undefined);
}

/** @returns why a plan with fewer data nodes, in a Cluster of each shard, will not do */
export function needsDataNodes(plan: DeploymentPlan, least: number): string | undefined {
  const count = plan.topology.replicas + 1;
  const each = plan.topology.kind === TopologyKind.CLUSTER ? ' in each shard' : '';
  return count >= least ? undefined : `it needs ${least} data nodes${each}, the plan has ${count}`;
}
