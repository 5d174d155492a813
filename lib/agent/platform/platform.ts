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
}
