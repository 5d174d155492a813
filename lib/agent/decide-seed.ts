import type { LifeState } from './memory';

/** What is on a node before its Redis starts. */
export interface SeedFacts {
  /** Id of the backup the deployment is to begin with; undefined when it begins empty. */
  readonly backup?: string;
  /** It holds data and leads its shard at the formation; the others copy from it. */
  readonly leads: boolean;
  /** Names of files and folders in the Redis directory, those left out that hold no data. */
  readonly data: string[];
  /** Backup that the data in the Redis directory comes from; undefined when it does not come from one. */
  readonly seeded?: string;
  /** What its memory says; `none` without one, `damaged` when it cannot be understood. */
  readonly memory: LifeState | 'none' | 'damaged';
  /** The marker outside the volumes: whether the deployment has ever been formed. */
  readonly marker: 'absent' | 'stands' | 'unknown';
}

/** What to do, and why. A refusal keeps Redis from starting; it is tried again. */
export interface SeedDecision {
  readonly action: 'seed' | 'none' | 'refuse';
  readonly reason: string;
}

/**
 * Whether a node is to be seeded before its Redis starts. Only where it is certain that there has never been anything: a
 * node that replaces another one copies from its primary, and data that is there is never touched.
 */
export function decideSeed({ backup, leads, data, seeded, memory, marker }: SeedFacts): SeedDecision {
  const none = (reason: string): SeedDecision => ({ action: 'none', reason });
  const refuse = (reason: string): SeedDecision => ({ action: 'refuse', reason });
  if (backup === undefined) {
    return none('this deployment begins empty');
  }
  if (!leads) {
    return none('this node copies from the first of its shard');
  }
  if (data.length > 0) {
    // Whether it is what the deployment may begin with is for the agent to say, which sees what Redis has loaded of it.
    return none(seeded === undefined ? 'this volume holds data' : `this volume was seeded with the backup ${seeded}`);
  }
  if (memory === 'initialised') {
    return none('this volume has lost its data: it copies from the primary');
  }
  if (marker === 'stands') {
    return none('this deployment has been formed: the node copies from the primary');
  }
  if (marker === 'unknown') {
    return refuse('the marker outside the volumes cannot be read, so nobody knows whether the deployment has been formed');
  }
  if (memory === 'damaged') {
    return refuse('what this node remembers is damaged, so nobody knows whether there was data: empty this node\'s whole data volume');
  }
  // `forming` without a marker: its agent has begun, but nothing was ever written.
  return { action: 'seed', reason: `this deployment begins with the backup ${backup}` };
}
