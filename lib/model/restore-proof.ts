/** Environment variable the containers of a restore proof are told everything by, as JSON of a `RestoreProof`. */
export const RESTORE_PROOF_VARIABLE = 'REDIS_HA_RESTORE_PROOF';

/** Newest form of it that this version writes and reads. */
export const RESTORE_PROOF_VERSION = 1;

/** Which backup is to be restored and looked at, where, and with what server. Holds no secret. */
export interface RestoreProof {
  readonly schemaVersion: number;
  /** `s3://bucket/prefix`. */
  readonly store: string;
  /** Deployment that it is a backup of. */
  readonly deployment: string;
  /** Id of the backup. */
  readonly backup: string;
  /** `redis` or `valkey`, and the version that loads it. */
  readonly engine: { readonly family: string; readonly version: string };
  /** Folder of a volume; each shard gets one of its own below it, `shard-1` and so on. */
  readonly directory: string;
  /** Folder that is shared with the container of the server, see PROOF_FILES. */
  readonly engineDir: string;
}

/**
 * How the program asks the server's container, which has no Node.js, to load something. `load` has an argument of the server
 * in each line and is taken by renaming it to `loading`; when that server is gone it becomes `ended`. `end`: nothing is to be
 * loaded any more.
 */
export const PROOF_FILES = {
  load: 'load', loading: 'loading', ended: 'ended', end: 'end', log: 'log', socket: 'server.sock',
} as const;
