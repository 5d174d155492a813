import type { DeploymentPlan } from '../../plan';
import type { RegionRecord } from '../record';
import type { Witness } from '../witness';
import type { Reports } from './node-report';

/** What a promotion needs of the world; everything in it may fail at any time. */
export interface PromotionPort {
  /** With two regions; whichever of them it has as the active one. */
  readonly plan: DeploymentPlan;
  readonly witness: Witness;
  /** Asks the agents of those nodes, all at once. Never rejects: who does not answer is missing. */
  look(nodes: readonly string[]): Promise<Reports>;
  /** Gives those nodes' agents the record. Never rejects. @returns those that know it, or a newer one, now */
  tell(record: RegionRecord, nodes: readonly string[]): Promise<string[]>;
  /** Whether the agent of that node says that its Redis takes writes as primary. Never rejects. */
  takesWrites(node: string): Promise<boolean>;
  /**
   * Starts nodes that do not run until their region is promoted; does nothing with those that run. Resolves once that is
   * ordered. @default - nobody can start them from here
   */
  start?(nodes: readonly string[]): Promise<void>;
  /** Leads clients to the new region. @returns what was done. @default - people do */
  moveNames?(move: NameMove): Promise<string>;
  /** Milliseconds of a clock that never goes back and is never set. */
  monotonic(): number;
  sleep(milliseconds: number): Promise<void>;
  /** Time of day, ISO 8601, for the record; nothing is decided by it. */
  timeOfDay(): string;
}

/** Where clients have to go. */
export interface NameMove {
  readonly from: string;
  readonly to: string;
  /** Data set to the node that leads it. */
  readonly primaries: Readonly<Record<string, string>>;
}
