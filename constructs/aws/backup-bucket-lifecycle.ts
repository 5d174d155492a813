import { Duration, Stack } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { checkColderClasses, SMALLEST_MOVED_BYTES, type ColderClass } from '../../lib/aws';
import { requireWhole } from '../../lib/model';
import type { BackupBucketProps } from './backup-bucket-props';
import { secondsOf } from './setting-overrides';

const SECONDS_PER_DAY = 24 * 60 * 60;
const DEFAULT_KEEP_DELETED = Duration.days(30);
const DEFAULT_ABORT_UPLOADS = Duration.days(2);
/** S3 takes any number; beyond a hundred years it is a mistake. */
const MOST_DAYS = 36_500;

/** What happens to objects as they age: never that a current one goes. */
export function lifecycleRules(props: BackupBucketProps): s3.LifecycleRule[] {
  const colder = colderClasses(props);
  checkColderClasses('transitions', colder);
  const keepDeleted = wholeDays('keepDeleted', props.keepDeleted ?? DEFAULT_KEEP_DELETED);
  const abortAfter = wholeDays('abortUploadsAfter', props.abortUploadsAfter ?? DEFAULT_ABORT_UPLOADS);
  return [
    { id: 'deleted', noncurrentVersionExpiration: Duration.days(keepDeleted) },
    // A delete marker with nothing left behind it.
    { id: 'markers', expiredObjectDeleteMarker: true },
    { id: 'unfinished', abortIncompleteMultipartUploadAfter: Duration.days(abortAfter) },
    ...(colder.length === 0 ? [] : [{
      id: 'colder',
      objectSizeGreaterThan: SMALLEST_MOVED_BYTES,
      transitions: props.transitions!.map(({ storageClass, after }) => ({ storageClass, transitionAfter: after })),
    }]),
  ];
}

/** The moves as plain data. */
export function colderClasses({ transitions = [] }: BackupBucketProps): ColderClass[] {
  return transitions.map(({ storageClass, after }, index) => ({
    storageClass: storageClass.toString(), days: secondsOf(`transitions[${index}].after`, after) / SECONDS_PER_DAY,
  }));
}

/** @throws InvalidInput unless it is whole days, at least one */
export function wholeDays(field: string, duration: Duration): number {
  return requireWhole(field, secondsOf(field, duration) / SECONDS_PER_DAY, 1, MOST_DAYS);
}

interface Lifecycle {
  readonly rules?: Record<string, unknown>[];
}

/** Whoever adds a rule that expires backups by age is told at synthesis. */
export function refuseExpiry(bucket: s3.Bucket): void {
  const resource = bucket.node.defaultChild as CfnBucket;
  bucket.node.addValidation({
    validate: () => {
      const resolved = Stack.of(bucket).resolve(resource.lifecycleConfiguration) as Lifecycle | undefined;
      return (resolved?.rules ?? [])
        .filter((rule) => rule.status !== 'Disabled' && (rule.expirationInDays !== undefined || rule.expirationDate !== undefined))
        .map((rule) => `lifecycle rule ${typeof rule.id === 'string' ? `"${rule.id}" ` : ''}deletes backups by age, the last good one `
          + 'too when new ones have stopped; leave retention to `redis-ha backups prune`, or use a bucket of your own');
    },
  });
}
