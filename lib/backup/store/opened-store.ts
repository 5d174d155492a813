import type { Store } from './store';

/** What a killed process left: an upload that nobody will finish, a draft of a file. */
export interface Leftover {
  readonly key: string;
  readonly startedAt: Date;
}

/** A store as opened here: it can also be tidied. */
export interface OpenedStore extends Store {
  /**
   * Takes back what was begun before that time and never finished. A process that is still writing loses its work: give it a time
   * further back than any backup takes.
   *
   * @returns what has been taken back
   */
  abortLeftovers(prefix: string, olderThan: Date): Promise<Leftover[]>;
}
