import type { SettingChange } from './diff-settings';
import type { Finding } from './deployment-plan';

/** What happens to a node, or to one process on it. */
export enum ChangeAction {
  /** A node that was not there. */
  ADD = 'add',
  /** Values applied to running processes. */
  RECONFIGURE = 'reconfigure',
  /** A process ends and starts again on the same node with its data. */
  RESTART = 'restart',
  /** The node gets a new identity in another failure domain; its data is copied. */
  MOVE = 'move',
  /** The primary role goes to another node, planned, without losing a write. */
  HANDOVER = 'handover',
  /** Slots of a Cluster move to other shards, under load. */
  RESHARD = 'reshard',
  /** A node that goes, with its data. */
  REMOVE = 'remove',
}

/** One step of a rollout. Steps are taken in order, each only when the one before has ended and every node is healthy. */
export interface DiffStep {
  readonly action: ChangeAction;
  /** Of a reshard the deployment's name. */
  readonly node: string;
  /** `redis`, `sentinel`, `agent`, `supervisor`, `users`: what of the node the step touches. */
  readonly components: string[];
  readonly reasons: string[];
}

/** What a change of plan replaces, restarts or reconfigures, in order. */
export interface PlanDiff {
  readonly name: string;
  /** The nodes assumed to be primary when the rollout begins, one per shard. */
  readonly primaries: string[];
  readonly settings: SettingChange[];
  readonly steps: DiffStep[];
  /** What keeps this change from being rolled out in place. */
  readonly obstacles: Finding[];
  /** What the author should know before rolling out. */
  readonly warnings: Finding[];
  /** Nothing to do. */
  readonly empty: boolean;
}
