/** CloudWatch metrics the nodes publish: what alarms read is what caretakers write. */
export const EC2_METRICS = {
  namespace: 'RedisHa',
  /** Dimension: name of the deployment. */
  dimension: 'Deployment',
  /** 1 from each node that is ready. */
  ready: 'NodeReady',
  /** 1 from a node that leads and that a Sentinel majority names. */
  primary: 'NodePrimary',
} as const;
