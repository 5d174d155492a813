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
  /** The same for a deployment of one shard, where only the last writes are missing. */
  public readonly finding: string;

  constructor(name: string, { offset }: Position, since: Position) {
    const bytes = `${since.offset - offset} bytes behind what its primary had when the backup began`;
    super(`${name} is ${bytes}: keys of slots that moved before would be missing; look why it lags, or wait until its BGSAVE has ended`);
    this.name = 'BehindSurvey';
    this.finding = `${name} was ${bytes}: what was written in the moments before is not in it`;
  }
}

/** Positions of two histories cannot be compared: then it is not. */
export function isBehind(position: Position, since: Position | undefined): since is Position {
  return since !== undefined && position.replicationId === since.replicationId && position.offset < since.offset;
}
