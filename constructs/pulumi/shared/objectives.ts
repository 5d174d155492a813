import type { Objectives } from '../../../lib/model';
import { secondsOf, type Duration } from './duration';
import { requirePlain } from './plain-value';

/** How much may be lost and for how long. */
export interface RecoveryObjectives {
  /** Acknowledged writes a failure may lose, as a span of time. At least 3 seconds: replication is asynchronous. */
  readonly rpo: Duration;
  /** From a failure to the first acknowledged write after it. */
  readonly rto: Duration;
}

/** Objectives as a spec has them. @throws InvalidInput below `field` for what is no duration */
export function objectivesOf(field: string, objectives: RecoveryObjectives): Objectives {
  requirePlain(field, objectives);
  return { rpoSeconds: secondsOf(`${field}.rpo`, objectives.rpo), rtoSeconds: secondsOf(`${field}.rto`, objectives.rto) };
}
