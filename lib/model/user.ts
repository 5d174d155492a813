/**
 * The users deployments have; the plan says which. The default user is off. Each has only the
 * commands its work needs; the rules are rendered by `lib/config`.
 */
export enum UserName {
  /** Applications: data commands, nothing administrative. */
  APP = 'app',
  /** Replicas, when they connect to their primary. */
  REPLICATION = 'replication',
  /** Sentinels, when they connect to data nodes and to each other. */
  SENTINEL = 'sentinel',
  /** The agent beside each node. */
  AGENT = 'agent',
  /** Snapshots over the replication protocol. */
  BACKUP = 'backup',
  /** Metrics exporters: reads statistics, no keys. */
  MONITOR = 'monitor',
  /** Cluster: nodes, when they move the keys of a slot to each other. */
  MIGRATION = 'migration',
}

/** Every user, in the order files list them. */
export const USER_NAMES: UserName[] = [
  UserName.APP, UserName.REPLICATION, UserName.SENTINEL, UserName.AGENT, UserName.BACKUP, UserName.MONITOR, UserName.MIGRATION,
];
