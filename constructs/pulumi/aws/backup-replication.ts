import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import {
  copyAlarms, copyRule, copyRuleId, keyAbroadMissing, replicationStatements, trustPolicy, usualLateSeconds,
} from '../../../lib/aws';
import { requireWhole } from '../../../lib/model';
import { childName, requirePlain, secondsOf } from '../shared';
import { alarmOf } from './alarm';
import type { BackupReplica } from './backup-bucket-args';
import { policyJson } from './policy-json';

/** CloudWatch takes any number; beyond a year it is a mistake. */
const MOST_LATE_SECONDS = 31_536_000;

/** A replica whose plain fields were read. */
export interface CheckedReplica extends BackupReplica {
  readonly lateAfterSeconds: number;
}

export interface BackupReplicationArgs {
  readonly bucket: aws.s3.Bucket;
  /** ARN of the key of its objects. */
  readonly key: pulumi.Input<string>;
  readonly replicas: CheckedReplica[];
  readonly actions: pulumi.Input<pulumi.Input<string>[]>;
  /** Without it S3 copies nothing. */
  readonly versioning: pulumi.Resource;
}

/** What copies a bucket, and tells when it does not. */
export interface BackupReplication {
  readonly role: aws.iam.Role;
  /** Of each replica: copies are late, copies have failed. */
  readonly alarms: aws.cloudwatch.MetricAlarm[];
}

/** @throws InvalidInput that names the argument */
export function checkedReplicas(replicas: BackupReplica[] = []): CheckedReplica[] {
  requirePlain('replicas', Array.isArray(replicas) ? undefined : replicas);
  return replicas.map((replica, index) => {
    const field = `replicas[${index}]`;
    const { account, encryptionKey, lateAfter, timeControl, copyDeleteMarkers, storageClass } = replica;
    requirePlain(field, { timeControl, copyDeleteMarkers, storageClass });
    if (account !== undefined && encryptionKey === undefined) {
      throw keyAbroadMissing(index, typeof account === 'string' ? account : 'another');
    }
    return {
      ...replica,
      lateAfterSeconds: lateAfter === undefined
        ? usualLateSeconds(timeControl) : requireWhole(`${field}.lateAfter`, secondsOf(`${field}.lateAfter`, lateAfter), 1, MOST_LATE_SECONDS),
    };
  });
}

/**
 * Copies everything a bucket is given to others. The deletion of versions is not copied, nor are delete markers unless a replica
 * wants them, so nothing done to this bucket takes anything from the copies.
 */
export function replicateBackups(name: string, args: BackupReplicationArgs, parent: pulumi.Resource): BackupReplication {
  const { bucket, replicas } = args;
  const { accountId } = aws.getCallerIdentityOutput({}, { parent });
  const { partition } = aws.getPartitionOutput({}, { parent });
  const role = new aws.iam.Role(childName(name, 'ReplicationRole'), {
    description: 'Copies backups of Redis to other buckets',
    // Not the bucket's ARN: bucket and role cannot both name each other.
    assumeRolePolicy: accountId.apply((id) => JSON.stringify(trustPolicy('s3.amazonaws.com', { StringEquals: { 'aws:SourceAccount': id } }))),
  }, { parent });
  const policy = new aws.iam.RolePolicy(childName(name, 'ReplicationPolicy'), {
    role: role.name,
    policy: policyJson({
      bucketArn: bucket.arn,
      keyArn: args.key,
      replicas: replicas.map(({ bucket: to, encryptionKey, copyDeleteMarkers }) => ({
        bucketArn: to.arn, keyArn: encryptionKey, deleteMarkers: copyDeleteMarkers,
      })),
    }, replicationStatements),
  }, { parent });
  new aws.s3.BucketReplicationConfig(childName(name, 'Replication'), {
    bucket: bucket.bucket,
    role: role.arn,
    rules: replicas.map((replica, index) => copyRule<pulumi.Input<string>>({
      bucketArn: replica.bucket.arn,
      otherAccount: replica.account,
      // Copies of objects with a KMS key need one again; S3's own of that region is what is meant when none is given.
      keyArn: replica.encryptionKey ?? pulumi.interpolate`arn:${partition}:kms:${replica.bucket.region}:${accountId}:alias/aws/s3`,
      storageClass: replica.storageClass,
      timeControl: replica.timeControl,
      copyDeleteMarkers: replica.copyDeleteMarkers,
    }, index)),
  }, { parent, dependsOn: [args.versioning, policy] });
  return { role, alarms: replicas.flatMap((replica, index) => watchCopies(name, replica, index, args, parent)) };
}

function watchCopies(
  name: string, replica: CheckedReplica, index: number, { bucket, actions }: BackupReplicationArgs, parent: pulumi.Resource,
): aws.cloudwatch.MetricAlarm[] {
  const input = {
    from: bucket.bucket, to: replica.bucket.bucket, ruleId: copyRuleId(index), lateAfterSeconds: replica.lateAfterSeconds,
  };
  const alarms = copyAlarms<pulumi.Input<string>>(input, '');
  return (['late', 'failed'] as const).map((which) => alarmOf(
    childName(name, `${copyRuleId(index)}-${which}`), alarms[which], actions, { parent },
    pulumi.output(input.to).apply((to) => copyAlarms<pulumi.Input<string>>(input, to)[which].description),
  ));
}
