export type { BackupBucketArgs, BackupLock, BackupReplica, BackupTransition } from './backup-bucket-args';
export { BackupBucket } from './backup-bucket';
export type { BackupBucketAttributes, BucketReference, IBackupBucket } from './backup-store';
