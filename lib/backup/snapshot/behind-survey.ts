/** A moment of a history of writes. */
export interface Position {
  readonly replicationId: string;
  readonly offset: number;
}

/**
 * A source is not as far as its primary was when the backup began. Where slots moved just before that, their keys may be in no
 * snapshot then: the one who gave them has them no more, and the one who got them not yet.
 */
export class BehindSurvey extends Error {
  constructor(name: string, { offset }: Position, since: Position) {
    super(`${name} is ${since.offset - offset} bytes behind what its primary had when the backup began: keys of slots that moved before would be `
      + 'missing; look why it lags, or wait until its BGSAVE has ended');
    this.name = 'BehindSurvey';
  }
}

/** Positions of two histories cannot be compared: then it is not. */
export function isBehind(position: Position, since: Position | undefined): since is Position {
  return since !== undefined && position.replicationId === since.replicationId && position.offset < since.offset;
}
