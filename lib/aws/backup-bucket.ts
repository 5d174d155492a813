import { requireWhole } from '../model';
import { checkColderClasses, frozenClasses, SMALLEST_MOVED_BYTES, type ColderClass } from './backup-lifecycle';
import type { ResourceStatement } from './policy-document';

const SECONDS_PER_DAY = 24 * 60 * 60;
/** S3 takes any number; beyond a hundred years it is a mistake. */
const MOST_DAYS = 36_500;

/** What a bucket for backups is unless somebody says otherwise. */
export const BACKUP_BUCKET = {
  keyDescription: 'Backups of Redis',
  /** The longest time KMS lets between the wish to delete a key and its end. */
  keyPendingDays: 30,
  keepDeletedDays: 30,
  abortUploadsDays: 2,
  accessLogDays: 365,
} as const;

/** A rule of a bucket's lifecycle. */
export interface LifecycleRule {
  readonly id: string;
  /** Days after which an object is deleted. */
  readonly expireDays?: number;
  /** Days after which a version that is no longer current is deleted. */
  readonly expireNoncurrentDays?: number;
  /** Whether a delete marker with nothing left behind it goes. */
  readonly dropMarkers?: boolean;
  /** Days after which the parts of an upload that was never finished are removed. */
  readonly abortUploadsDays?: number;
  /** Only of larger objects. */
  readonly largerThanBytes?: number;
  readonly moves?: ColderClass[];
}

/** How objects of a bucket for backups age. In seconds, as durations of any framework come to. */
export interface BackupAging {
  /** In their order; days may have fractions, which are refused. */
  readonly colder: ColderClass[];
  readonly keepDeletedSeconds?: number;
  readonly abortUploadsSeconds?: number;
}

/** What happens to objects as they age: never that a current one goes. @throws InvalidInput that names the prop */
export function backupLifecycle({ colder, keepDeletedSeconds, abortUploadsSeconds }: BackupAging): LifecycleRule[] {
  checkColderClasses('transitions', colder);
  return [
    { id: 'deleted', expireNoncurrentDays: wholeDays('keepDeleted', keepDeletedSeconds, BACKUP_BUCKET.keepDeletedDays) },
    { id: 'markers', dropMarkers: true },
    { id: 'unfinished', abortUploadsDays: wholeDays('abortUploadsAfter', abortUploadsSeconds, BACKUP_BUCKET.abortUploadsDays) },
    ...(colder.length === 0 ? [] : [{ id: 'colder', largerThanBytes: SMALLEST_MOVED_BYTES, moves: colder }]),
  ];
}

/** How long the bucket for access logs keeps them. @throws InvalidInput that names the prop */
export function accessLogLifecycle(retentionSeconds?: number): LifecycleRule[] {
  return [{ id: 'old', expireDays: wholeDays('accessLogRetention', retentionSeconds, BACKUP_BUCKET.accessLogDays), abortUploadsDays: 1 }];
}

/** Days of a duration, which may be part of one only to be refused. */
export function daysOf(seconds: number): number {
  return seconds / SECONDS_PER_DAY;
}

/** @throws InvalidInput unless it is whole days, at least one */
function wholeDays(field: string, seconds: number | undefined, usual: number): number {
  return seconds === undefined ? usual : requireWhole(field, daysOf(seconds), 1, MOST_DAYS);
}

/** Lets the service that delivers access logs put those of one bucket below a prefix of another. */
export function accessLogStatement(logs: {
  /** Of the bucket that logs go to. */
  readonly bucketArn: string;
  readonly prefix: string;
  readonly ofBucketArn: string;
  readonly account: string;
}): ResourceStatement & { readonly sid: string } {
  return {
    sid: 'AccessLogs',
    effect: 'Allow',
    principal: { Service: 'logging.s3.amazonaws.com' },
    actions: ['s3:PutObject'],
    resources: [`${logs.bucketArn}/${logs.prefix}*`],
    conditions: { ArnLike: { 'aws:SourceArn': logs.ofBucketArn }, StringEquals: { 'aws:SourceAccount': logs.account } },
  };
}

/** What is worth a warning, wherever it is deployed from. */
export interface BackupWarning {
  /** For example `frozenBackups`, for those who want to silence it. */
  readonly id: string;
  readonly text: string;
}

/** @param leaves whether the bucket's key goes when the bucket leaves what deployed it */
export function backupBucketWarnings(colder: ColderClass[], leaves: boolean): BackupWarning[] {
  const frozen = frozenClasses(colder);
  return [
    ...(frozen.length === 0 ? [] : [{
      id: 'frozenBackups',
      text: `transitions: backups in ${frozen.join(' and ')} must be thawed, for minutes to two days, before they can be restored or `
        + 'verified; GLACIER_INSTANT_RETRIEVAL can be read at once',
    }]),
    ...(leaves ? [{
      id: 'backupsLeaveWithTheStack',
      text: 'removalPolicy: the key is deleted with the stack, and with it every backup that was encrypted with it',
    }] : []),
  ];
}
