import { Duration, Stack } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { backupLifecycle, daysOf, type ColderClass, type LifecycleRule } from '../../lib/aws';
import type { BackupBucketProps } from './backup-bucket-props';
import { secondsOf } from './setting-overrides';

/** What happens to objects as they age: never that a current one goes. */
export function lifecycleRules(props: BackupBucketProps): s3.LifecycleRule[] {
  const { keepDeleted, abortUploadsAfter } = props;
  return backupLifecycle({
    colder: colderClasses(props),
    keepDeletedSeconds: keepDeleted && secondsOf('keepDeleted', keepDeleted),
    abortUploadsSeconds: abortUploadsAfter && secondsOf('abortUploadsAfter', abortUploadsAfter),
  }).map(lifecycleRule);
}

/** A rule that `lib/aws` decided on. */
export function lifecycleRule(rule: LifecycleRule): s3.LifecycleRule {
  const days = (count?: number): Duration | undefined => (count === undefined ? undefined : Duration.days(count));
  return {
    id: rule.id,
    expiration: days(rule.expireDays),
    noncurrentVersionExpiration: days(rule.expireNoncurrentDays),
    expiredObjectDeleteMarker: rule.dropMarkers,
    abortIncompleteMultipartUploadAfter: days(rule.abortUploadsDays),
    objectSizeGreaterThan: rule.largerThanBytes,
    transitions: rule.moves?.map((move) => ({
      storageClass: new s3.StorageClass(move.storageClass), transitionAfter: Duration.days(move.days),
    })),
  };
}

/** The moves as plain data. */
export function colderClasses({ transitions = [] }: BackupBucketProps): ColderClass[] {
  return transitions.map(({ storageClass, after }, index) => ({
    storageClass: storageClass.toString(), days: daysOf(secondsOf(`transitions[${index}].after`, after)),
  }));
}

interface Lifecycle {
  readonly rules?: Record<string, unknown>[];
}

/** Whoever adds a rule that expires backups by age is told at synthesis. */
export function refuseExpiry(bucket: s3.Bucket): void {
  const resource = bucket.node.defaultChild as s3.CfnBucket;
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
