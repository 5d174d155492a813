/** CloudWatch metrics the nodes publish: what alarms read is what caretakers write. */
export const EC2_METRICS = {
  namespace: 'RedisHa',
  /** Dimension: name of the deployment. */
  dimension: 'Deployment',
  /** 1 from each node that is ready. */
  ready: 'NodeReady',
  /** 1 from a node that takes writes and is agreed on as primary: one in all, in a Cluster one for each shard. */
  primary: 'NodePrimary',
  /** Seconds that the region is behind the active one, from each node of it that follows a node there. */
  regionLag: 'RegionLag',
  /** 1 from a node of the active region whose proof that it is still the active one is older than the lease, else 0. */
  regionUnproven: 'RegionUnproven',
} as const;
