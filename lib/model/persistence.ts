/** When the append-only file is forced to disk. @see https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/ */
export enum AppendFsync {
  /** Every second in the background: a power loss can cost up to two seconds of writes. */
  EVERY_SECOND = 'everysec',
  /** Before each reply: a power loss costs nothing that was acknowledged; slower writes. */
  ALWAYS = 'always',
}

/**
 * What is written to disk on each data node. Persistence is never off: a primary
 * that restarts empty would empty its replicas.
 */
export interface Persistence {
  /**
   * @default AppendFsync.EVERY_SECOND
   */
  readonly appendfsync?: AppendFsync;
  /**
   * RDB save points as `seconds changes` pairs, besides the append-only file.
   *
   * @default - one save point, derived from the RPO: at most every hour when at least one key changed
   */
  readonly save?: string[];
}
