/** Environment variable a scheduled run is told everything by, as JSON of a `BackupRun`. */
export const BACKUP_RUN_VARIABLE = 'REDIS_HA_BACKUP';

/** Newest form of it that this version writes and reads. */
export const BACKUP_RUN_VERSION = 1;

/** What a scheduled backup is told: what constructs write is what the handler reads. Holds no secret. */
export interface BackupRun {
  readonly schemaVersion: number;
  /** Name of the deployment, and so of its folder in the store. */
  readonly deployment: string;
  /** `address:port` of the servers. */
  readonly nodes: string[];
  /** ACL user, unless the secret names one; the default user when neither does. */
  readonly username?: string;
  /**
   * Secret of AWS with the password alone, or JSON with `password` and, optionally, `username`, `ca`, `cert` and `key`: for
   * a function. Either this or `passwordFile` is there.
   */
  readonly secretId?: string;
  /** File with the same, for a pod: a key of a Secret that is mounted. */
  readonly passwordFile?: string;
  /** Whether connections use TLS. */
  readonly tls: boolean;
  /** Name the servers' certificates bear, where it is not the address. */
  readonly tlsServerName?: string;
  /** Authorities of the servers' certificates as PEM; the system's when nothing says which. */
  readonly tlsCa?: string;
  /**
   * Secret of AWS with the same, in place of it, for a function: as PEM, or JSON with `ca.crt`, `tls.crt` and `tls.key`, whose
   * certificate is then shown to servers which ask for one.
   */
  readonly tlsSecretId?: string;
  /** File with the authorities of the servers' certificates as PEM, for a pod, whose password says nothing of them. */
  readonly caFile?: string;
  /** Files of the certificate that is shown to servers which ask for one, for a pod. */
  readonly certFile?: string;
  readonly keyFile?: string;
  /** `s3://bucket`. */
  readonly store: string;
  /** `auto`, `gzip`, `zstd` or `none`. */
  readonly codec: string;
  readonly fromPrimary: boolean;
  /** Shards at a time. */
  readonly parallel: number;
  /** Longest time for taking it, in seconds; the function's own limit when absent. */
  readonly deadlineSeconds?: number;
  /** Longest time of the whole run from the start of its process, in seconds: for a pod. A function is told by Lambda. */
  readonly limitSeconds?: number;
  /** Whether the backup is read again and checked. */
  readonly verify: boolean;
}

/** CloudWatch metrics a run publishes: what alarms read is what the handler writes. */
export const BACKUP_METRICS = {
  namespace: 'RedisHa',
  /** Dimension: name of the deployment. */
  dimension: 'Deployment',
  /** 1 from a run that took a backup, 0 from one that did not. */
  succeeded: 'BackupSucceeded',
  /** 1 from a run whose backup was read again and found in order, 0 from one whose was not. */
  verified: 'BackupVerified',
  /** Of taking it. */
  duration: 'BackupDurationSeconds',
  /** Stored, after compression. */
  bytes: 'BackupBytes',
  /** Since the newest verified backup began: what would be lost now. Absent while there is none. */
  age: 'VerifiedBackupAgeSeconds',
} as const;
