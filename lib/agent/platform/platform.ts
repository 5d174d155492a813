/**
 * The create-once record, kept outside every data volume, that this deployment has
 * been formed. With it and only empty volumes, data was lost and nothing may start empty.
 */
export interface Marker {
  readonly deploymentId: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** What the agent needs from wherever it runs. */
export interface Platform {
  /** Password per user name. */
  secrets(): Promise<Record<string, string>>;
  /** The marker, undefined when the deployment was never formed. Rejects when that cannot be known. */
  readMarker(): Promise<Marker | undefined>;
  /** Creates the marker unless there is one; returns the one that stands. */
  claimMarker(marker: Marker): Promise<Marker>;
  /**
   * Takes the deployment-wide lock unless another holder's has not expired.
   *
   * @param ttlSeconds after which a holder that did not renew has lost it
   * @returns whether `holder` has the lock now
   */
  acquireLock(holder: string, ttlSeconds: number): Promise<boolean>;
  /** Gives the lock back; does nothing when `holder` does not have it. */
  releaseLock(holder: string): Promise<void>;
}
