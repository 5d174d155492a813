import { InvalidInput, requireNumber, requireWhole } from './invalid';
import { validateObjectives, type Objectives } from './objectives';

/** What the other region holds before it is needed: the more, the sooner it serves, and the more it costs. */
export enum RegionStrategy {
  /** As many nodes as here, all running and in sync. */
  WARM = 'warm',
  /** One running node for each data set; the others are started when it is promoted. */
  PILOT_LIGHT = 'pilot-light',
  /** Copied backups only; a deployment is made from them. */
  BACKUP_RESTORE = 'backup-restore',
}

/**
 * What the primary region does when it can neither ask the witness nor hears the other region: then it cannot know whether the
 * other was promoted (rule R14).
 */
export enum WhenUnsure {
  /** It stops taking writes. No write is acknowledged that a promotion elsewhere would lose. */
  STOP_WRITES = 'stop-writes',
  /** It goes on. A promotion that could not reach it leaves two regions taking writes until it hears of it. */
  KEEP_WRITING = 'keep-writing',
}

/** Another region that the deployment can go on in. */
export interface ReplicaRegionSpec {
  readonly strategy: RegionStrategy;
  /** How many failure domains its nodes can be spread over. */
  readonly failureDomains: number;
  /**
   * Its nodes that live in another failure domain than the one they would be placed in, node to domain by their names in the
   * plan, for example `{ 'r2-node-2': 'r2-zone-3' }`.
   *
   * @default - every node where it is placed
   */
  readonly moved?: Record<string, string>;
  /** What the loss of the whole primary region may cost. The RTO includes the decision of people to promote. */
  readonly objectives: Objectives;
  /**
   * How long people take to decide on a promotion, in seconds; part of the promised RTO.
   *
   * @default 300
   */
  readonly decisionSeconds?: number;
  /**
   * How old a primary's proof that its region is still the active one may become, in seconds. A promotion that cannot reach
   * the old region waits for so long.
   *
   * @default 10
   */
  readonly leaseSeconds?: number;
  /**
   * @default WhenUnsure.STOP_WRITES
   */
  readonly whenUnsure?: WhenUnsure;
  /**
   * How often a backup is taken that is copied there, in seconds; what `RegionStrategy.BACKUP_RESTORE` can lose.
   *
   * @default 3600
   */
  readonly backupIntervalSeconds?: number;
}

/** @throws InvalidInput that names the field as the user typed it */
export function validateReplicaRegion(spec: ReplicaRegionSpec): Required<ReplicaRegionSpec> {
  if (!Object.values(RegionStrategy).includes(spec.strategy)) {
    throw new InvalidInput('replicaRegion.strategy', `got "${String(spec.strategy)}"`, `use one of ${Object.values(RegionStrategy).join(', ')}`);
  }
  const whenUnsure = spec.whenUnsure ?? WhenUnsure.STOP_WRITES;
  if (!Object.values(WhenUnsure).includes(whenUnsure)) {
    throw new InvalidInput('replicaRegion.whenUnsure', `got "${String(whenUnsure)}"`, `use one of ${Object.values(WhenUnsure).join(', ')}`);
  }
  validateObjectives(spec.objectives, 'replicaRegion.objectives');
  return {
    ...spec,
    whenUnsure,
    failureDomains: requireWhole('replicaRegion.failureDomains', spec.failureDomains, 1, 16),
    moved: spec.moved ?? {},
    decisionSeconds: requireNumber('replicaRegion.decisionSeconds', spec.decisionSeconds ?? 300, 0, 7 * 86_400, 'seconds'),
    leaseSeconds: requireNumber('replicaRegion.leaseSeconds', spec.leaseSeconds ?? 10, 2, 300, 'seconds'),
    backupIntervalSeconds: requireNumber('replicaRegion.backupIntervalSeconds', spec.backupIntervalSeconds ?? 3600, 60, 7 * 86_400, 'seconds'),
  };
}
