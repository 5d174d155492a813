/** How pods are brought to a new revision. */
export enum UpdateStrategy {
  /** Kubernetes does it, one pod after the other; primaries hand over in turn. */
  ROLLING_UPDATE = 'RollingUpdate',
  /** Somebody deletes pods, in an order of his own. */
  ON_DELETE = 'OnDelete',
}
