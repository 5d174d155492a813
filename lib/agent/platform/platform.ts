import type { Certificates } from '../../certificates';

/**
 * The create-once record, kept outside every data volume, that this deployment has
 * been formed. With it and only empty volumes, data was lost and nothing may start empty.
 */
export interface Marker {
  readonly deploymentId: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

/** Who is primary, where no Sentinel and no Cluster says so: kept beside the marker, changed one epoch at a time. */
export interface RoleMarker {
  readonly primary: string;
  readonly epoch: number;
  /** Who was primary at the epoch before; absent for the first. */
  readonly previous?: string;
  /** ISO 8601. */
  readonly changedAt: string;
  /** Who changed it and why, for people. */
  readonly by: string;
}

/** What the agent needs from wherever it runs. */
export interface Platform {
  /** Password per user name. */
  secrets(): Promise<Record<string, string>>;
  /**
   * What this node proves itself with, as it is now: it is asked again and again, and what changed is given to the servers.
   *
   * @throws Error when there is none, half of one, or it cannot be read
   */
  certificates?(): Promise<Certificates>;
  /** The marker, undefined when the deployment was never formed. Rejects when that cannot be known. */
  readMarker(): Promise<Marker | undefined>;
  /** Creates the marker unless there is one; returns the one that stands. */
  claimMarker(marker: Marker): Promise<Marker>;
  /** The role marker, undefined before the first primary. Rejects when that cannot be known. */
  readRole(): Promise<RoleMarker | undefined>;
  /**
   * Sets the role marker when nobody else did so first: it must stand at the epoch that was seen there. Of any that saw the
   * same, whatever epochs they claim, one wins.
   *
   * @param seen epoch that stood there, below `next.epoch`; 0 for no role marker. @default - `next.epoch - 1`
   * @returns the role marker that stands now; it is `next` when this call won, and undefined when there is none
   */
  claimRole(next: RoleMarker, seen?: number): Promise<RoleMarker | undefined>;
  /**
   * Takes, or renews, the deployment's one turn of planned handovers, unless another holder's has not expired. Absent where
   * nobody has to take turns.
   *
   * @param holder who asks; the same one gets its own turn again
   * @param ttlSeconds after which a holder that did not renew has lost it
   * @returns whether `holder` has the turn now; whoever does not asks again, about every second: a turn counts as expired when
   * it was seen to stay as it is for so long
   * @throws Error when that cannot be known
   */
  takeTurn?(holder: string, ttlSeconds: number): Promise<boolean>;
  /**
   * Gives the turn back; does nothing when `holder` does not have it.
   *
   * @throws Error when it cannot be; it then expires
   */
  giveTurn?(holder: string): Promise<void>;
}
