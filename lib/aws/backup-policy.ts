import type { PolicyStatement } from './node-policy';

/** Where a deployment's backups are, and who may use them is granted on. */
export interface BackupPlace {
  readonly bucketArn: string;
  /** Name of the deployment: its folder in the bucket. */
  readonly deployment: string;
  /** Customer managed key of the bucket. */
  readonly keyArn?: string;
}

/**
 * What taking and verifying backups of one deployment needs: create objects in its folder, never overwrite or delete one, and
 * read what is there.
 *
 * S3 asks for `If-None-Match` where a request makes an object visible (PutObject, CompleteMultipartUpload) and cannot be asked
 * it where it does not (CreateMultipartUpload, UploadPart), hence two statements. Whoever holds this role can add to the
 * backups but take nothing away: neither by deleting nor by writing over it. What it may delete is old numbers of its own
 * lease, in a folder that holds no backup; there would be hundreds a day.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
export function backupStatements(place: BackupPlace): PolicyStatement[] {
  return [
    {
      sid: 'CreateOnly',
      actions: ['s3:PutObject'],
      resources: [folder(place)],
      conditions: { Null: { 's3:if-none-match': 'false' } },
      wildcardReason: 'objects of this deployment\'s backups, whose names begin with the time they were taken',
    },
    {
      sid: 'PartsOfUploads',
      actions: ['s3:PutObject'],
      resources: [folder(place)],
      conditions: { Bool: { 's3:ObjectCreationOperation': 'false' } },
      wildcardReason: 'parts of this deployment\'s backups, before they are an object',
    },
    {
      // To list the parts of an own upload lets it be resumed.
      sid: 'OwnUploads',
      actions: ['s3:AbortMultipartUpload', 's3:ListMultipartUploadParts'],
      resources: [folder(place)],
      wildcardReason: 'uploads of this deployment\'s backups that were not finished',
    },
    {
      sid: 'OldLeases',
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: [`${place.bucketArn}/${place.deployment}/lease/*`],
      wildcardReason: 'numbers of this deployment\'s lease; the folder holds no backup',
    },
    {
      sid: 'ListLeases',
      actions: ['s3:ListBucketVersions'],
      resources: [place.bucketArn],
      conditions: { StringLike: { 's3:prefix': `${place.deployment}/lease/*` } },
    },
    ...readStatements(place),
    ...keyStatements(place, 'kms:GenerateDataKey', 'kms:Decrypt'),
  ];
}

/** What restoring from one deployment's backups needs: reading them, and nothing else. */
export function restoreStatements(place: BackupPlace): PolicyStatement[] {
  return [...readStatements(place), ...keyStatements(place, 'kms:Decrypt')];
}

/** What verifying needs: reading, and creating the notes that say what came of it. */
export function verifyStatements(place: BackupPlace): PolicyStatement[] {
  return [
    {
      sid: 'CreateNotes',
      actions: ['s3:PutObject'],
      resources: ['verified', 'failed'].map((what) => `${place.bucketArn}/${place.deployment}/*/${what}-*.json`),
      conditions: { Null: { 's3:if-none-match': 'false' } },
      wildcardReason: 'one note for each verification of each of this deployment\'s backups',
    },
    ...readStatements(place),
    ...keyStatements(place, 'kms:GenerateDataKey', 'kms:Decrypt'),
  ];
}

/**
 * What pruning needs: deleting by version, since a plain delete in a versioned bucket only hides, and seeing what holds an
 * object. Not the right to pass over Object Lock in governance mode.
 */
export function pruneStatements(place: BackupPlace): PolicyStatement[] {
  return [
    {
      sid: 'Delete',
      actions: ['s3:DeleteObject', 's3:DeleteObjectVersion'],
      resources: [folder(place)],
      wildcardReason: 'objects of this deployment\'s backups',
    },
    {
      sid: 'SeeWhatHolds',
      actions: ['s3:GetObjectRetention', 's3:GetObjectLegalHold'],
      resources: [folder(place)],
      wildcardReason: 'objects of this deployment\'s backups',
    },
    { sid: 'ListVersions', actions: ['s3:ListBucketVersions'], resources: [place.bucketArn], conditions: withinFolder(place) },
    {
      sid: 'UnfinishedUploads',
      actions: ['s3:AbortMultipartUpload'],
      resources: [folder(place)],
      wildcardReason: 'uploads of this deployment\'s backups that were not finished',
    },
    // S3 knows no condition that would limit this list to a folder; it holds names only.
    { sid: 'ListUnfinishedUploads', actions: ['s3:ListBucketMultipartUploads'], resources: [place.bucketArn] },
    { sid: 'IsItLocked', actions: ['s3:GetBucketVersioning', 's3:GetBucketObjectLockConfiguration'], resources: [place.bucketArn] },
    ...readStatements(place),
    ...keyStatements(place, 'kms:Decrypt'),
  ];
}

export interface BackupCopy {
  readonly bucketArn: string;
  readonly keyArn?: string;
  /** Whether delete markers are copied. @default false */
  readonly deleteMarkers?: boolean;
}

/** A bucket whose objects are copied, and where to. */
export interface BackupCopies {
  readonly bucketArn: string;
  readonly keyArn: string;
  readonly replicas: BackupCopy[];
}

/**
 * What S3 needs to copy; `s3:ReplicateDelete` only where delete markers are to be copied.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html
 */
export function replicationStatements({ bucketArn, keyArn, replicas }: BackupCopies): PolicyStatement[] {
  const keys = replicas.flatMap((replica) => replica.keyArn ?? []);
  const hiding = replicas.filter(({ deleteMarkers }) => deleteMarkers);
  return [
    { sid: 'WhatToCopy', actions: ['s3:GetReplicationConfiguration', 's3:ListBucket'], resources: [bucketArn] },
    {
      sid: 'ReadVersions',
      actions: ['s3:GetObjectVersionForReplication', 's3:GetObjectVersionAcl', 's3:GetObjectVersionTagging', 's3:GetObjectRetention', 's3:GetObjectLegalHold'],
      resources: [`${bucketArn}/*`],
      wildcardReason: 'every object of the bucket is copied',
    },
    {
      sid: 'WriteCopies',
      actions: ['s3:ReplicateObject', 's3:ReplicateTags', 's3:ObjectOwnerOverrideToBucketOwner'],
      resources: replicas.map((replica) => `${replica.bucketArn}/*`),
      wildcardReason: 'every object of the bucket is copied',
    },
    { sid: 'ReadKey', actions: ['kms:Decrypt'], resources: [keyArn], conditions: keyFor(bucketArn) },
    ...(hiding.length === 0 ? [] : [{
      sid: 'HideCopies', actions: ['s3:ReplicateDelete'], resources: hiding.map((replica) => `${replica.bucketArn}/*`),
      wildcardReason: 'whatever is hidden by a delete marker here is to be hidden there',
    }]),
    ...(keys.length === 0 ? [] : [{ sid: 'WriteKeys', actions: ['kms:Encrypt', 'kms:GenerateDataKey'], resources: keys }]),
  ];
}

function readStatements(place: BackupPlace): PolicyStatement[] {
  return [
    {
      sid: 'Read',
      actions: ['s3:GetObject'],
      resources: [folder(place)],
      wildcardReason: 'objects of this deployment\'s backups, whose names begin with the time they were taken',
    },
    { sid: 'List', actions: ['s3:ListBucket'], resources: [place.bucketArn], conditions: withinFolder(place) },
  ];
}

/** The key for objects of this bucket only. With an S3 Bucket Key its context is the bucket, without one the object. */
function keyStatements({ keyArn, bucketArn }: BackupPlace, ...actions: string[]): PolicyStatement[] {
  return keyArn === undefined ? [] : [{
    sid: 'Key',
    actions,
    resources: [keyArn],
    conditions: keyFor(bucketArn),
  }];
}

function keyFor(bucketArn: string): Record<string, Record<string, string[]>> {
  return { StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn, `${bucketArn}/*`] } };
}

function folder({ bucketArn, deployment }: BackupPlace): string {
  return `${bucketArn}/${deployment}/*`;
}

function withinFolder({ deployment }: BackupPlace): Record<string, Record<string, string | string[]>> {
  return { StringLike: { 's3:prefix': `${deployment}/*` } };
}
