import { InvalidInput, requireNumber } from './invalid';

/** How much may be lost and for how long, in seconds. */
export interface Objectives {
  /** Recovery point objective: acknowledged writes a failure may lose, as a span of time. */
  readonly rpoSeconds: number;
  /** Recovery time objective: from a failure to the first acknowledged write after it. */
  readonly rtoSeconds: number;
}

const YEAR = 365 * 24 * 3600;

/**
 * @throws InvalidInput for an objective that is no time span, and for an RPO of
 * zero, which no asynchronously replicated Redis can give
 * @param field what the user typed
 */
export function validateObjectives(objectives: Objectives, field = 'objectives'): Objectives {
  if (objectives.rpoSeconds === 0) {
    throw new InvalidInput(
      `${field}.rpo`,
      'got 0: replication is asynchronous, so a primary can die with writes it has acknowledged and not yet sent',
      'give at least 3 seconds, and let the writes that must survive call WAIT 1 themselves with `persistence.appendfsync: always`',
    );
  }
  requireNumber(`${field}.rpo`, objectives.rpoSeconds, 0.001, YEAR, 'seconds');
  requireNumber(`${field}.rto`, objectives.rtoSeconds, 0.001, YEAR, 'seconds');
  return objectives;
}
