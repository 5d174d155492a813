/** How snapshots are compressed. Every version of `redis-ha` reads all of them. */
export enum BackupCodec {
  /** zstd where the image's Node.js can write it, as the official one can. */
  AUTO = 'auto',
  GZIP = 'gzip',
  ZSTD = 'zstd',
  NONE = 'none',
}
