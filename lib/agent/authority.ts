import type { AuthorityView, ClusterFacts } from './situation';

/** Whoever has the say about who is primary: the Sentinels, the role marker, or the Cluster itself. */
export interface Authority {
  /** Begins to ask; answers are kept fresh in the background. */
  start(): void;
  stop(): void;
  /**
   * What the server beside this agent has just said, where that has a say (Cluster).
   *
   * @returns the same, with what only the past knows
   */
  hear?(facts: ClusterFacts | undefined, now: number): ClusterFacts | undefined;
  /** @param now milliseconds since the epoch; older answers say nothing */
  view(now: number): AuthorityView;
  /** Told when the view has changed, so that nobody waits for the next look. */
  onChange?(listener: () => void): void;
}
