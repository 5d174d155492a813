import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { tlsOnlyBucket, type LifecycleRule, type ResourceStatement } from '../../../lib/aws';
import { policyJson } from './policy-json';

export interface PrivateBucketArgs {
  /** @default - the resource's name and what Pulumi adds to it */
  readonly bucketName?: pulumi.Input<string>;
  /** ARN of a key. @default - S3's own */
  readonly encryptionKey?: pulumi.Input<string>;
  /** May be none. */
  readonly lifecycle: LifecycleRule[];
  /** @default false */
  readonly versioned?: boolean;
  /** What its policy says besides that nobody comes without TLS. */
  readonly statements?: (bucket: aws.s3.Bucket) => pulumi.Input<ResourceStatement[]>;
  readonly tags?: pulumi.Input<Record<string, pulumi.Input<string>>>;
}

/** A bucket and what makes it private: resources of their own in this provider. */
export interface PrivateBucket {
  readonly bucket: aws.s3.Bucket;
  readonly policy: aws.s3.BucketPolicy;
  readonly versioning?: aws.s3.BucketVersioning;
}

/**
 * A bucket that nobody reaches from outside, without TLS 1.2, or by access control lists, and whose objects are encrypted.
 *
 * @param name of the bucket; its physical one begins with it
 * @param kept options of what holds data
 */
export function privateBucket(
  name: string, args: PrivateBucketArgs, parent: pulumi.Resource, kept: pulumi.CustomResourceOptions,
): PrivateBucket {
  const bucket = new aws.s3.Bucket(name, { bucket: args.bucketName, tags: args.tags }, { parent, ...kept });
  const ofBucket = { bucket: bucket.bucket };
  const opts = { parent };
  const block = new aws.s3.BucketPublicAccessBlock(`${name}-public-access`, {
    ...ofBucket, blockPublicAcls: true, blockPublicPolicy: true, ignorePublicAcls: true, restrictPublicBuckets: true,
  }, opts);
  // S3 refuses two changes of one bucket's access at a time.
  const ownership = new aws.s3.BucketOwnershipControls(`${name}-ownership`, {
    ...ofBucket, rule: { objectOwnership: 'BucketOwnerEnforced' },
  }, { parent, dependsOn: [block] });
  const policy = new aws.s3.BucketPolicy(`${name}-policy`, {
    ...ofBucket,
    policy: policyJson({ arn: bucket.arn, statements: args.statements?.(bucket) },
      ({ arn, statements }) => [...tlsOnlyBucket(arn), ...statements ?? []]),
  }, { parent, dependsOn: [ownership] });
  new aws.s3.BucketServerSideEncryptionConfiguration(`${name}-encryption`, {
    ...ofBucket,
    rules: [args.encryptionKey === undefined ? { applyServerSideEncryptionByDefault: { sseAlgorithm: 'AES256' } } : {
      applyServerSideEncryptionByDefault: { sseAlgorithm: 'aws:kms', kmsMasterKeyId: args.encryptionKey },
      // One key for all objects of a time: a request to KMS now and then instead of one for each object.
      bucketKeyEnabled: true,
    }],
  }, opts);
  const versioning = args.versioned
    ? new aws.s3.BucketVersioning(`${name}-versioning`, { ...ofBucket, versioningConfiguration: { status: 'Enabled' } }, opts) : undefined;
  if (args.lifecycle.length > 0) {
    new aws.s3.BucketLifecycleConfiguration(`${name}-lifecycle`, {
      ...ofBucket, rules: args.lifecycle.map(lifecycleRule),
    }, { parent, dependsOn: versioning ? [versioning] : [] });
  }
  return { bucket, policy, versioning };
}

function lifecycleRule(rule: LifecycleRule): aws.types.input.s3.BucketLifecycleConfigurationRule {
  return {
    id: rule.id,
    status: 'Enabled',
    filter: rule.largerThanBytes === undefined ? { prefix: '' } : { objectSizeGreaterThan: rule.largerThanBytes },
    expiration: rule.expireDays === undefined && !rule.dropMarkers
      ? undefined : { days: rule.expireDays, expiredObjectDeleteMarker: rule.dropMarkers },
    noncurrentVersionExpiration: rule.expireNoncurrentDays === undefined
      ? undefined : { noncurrentDays: rule.expireNoncurrentDays },
    abortIncompleteMultipartUpload: rule.abortUploadsDays === undefined
      ? undefined : { daysAfterInitiation: rule.abortUploadsDays },
    transitions: rule.moves?.map(({ storageClass, days }) => ({ storageClass, days })),
  };
}
