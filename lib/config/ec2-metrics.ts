/** CloudWatch metrics the nodes publish: what alarms read is what caretakers write. */
export const EC2_METRICS = {
  namespace: 'RedisHa',
  /** Dimension: name of the deployment. */
  dimension: 'Deployment',
  /** 1 from each node that is ready. */
  ready: 'NodeReady',
  /** 1 from a node that takes writes and is agreed on as primary: one in all, in a Cluster one for each shard. */
  primary: 'NodePrimary',
} as const;
