import { Duration, Stack, Token } from 'aws-cdk-lib';
import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { copyRule, copyRuleId, keyAbroadMissing, replicationStatements, usualLateSeconds } from '../../lib/aws';
import type { BackupReplica } from './backup-bucket-props';
import { CopyAlarms } from './copy-alarms';
import { namingProps } from './deployment-spec';
import { grantStatements } from './statements';

export interface BackupReplicationProps {
  readonly from: s3.Bucket;
  readonly key: kms.IKey;
  readonly replicas: BackupReplica[];
  readonly actions: cloudwatch.IAlarmAction[];
}

/**
 * Copies everything a bucket is given to others. The deletion of versions is not copied, nor are delete markers unless a replica
 * wants them, so nothing done to this bucket takes anything from the copies.
 */
export class BackupReplication extends Construct {
  public readonly role: iam.IRole;
  /** Of each replica: copies are late, copies have failed. */
  public readonly alarms: cloudwatch.Alarm[];

  constructor(scope: Construct, id: string, props: BackupReplicationProps) {
    super(scope, id);
    const { account } = Stack.of(this);
    namingProps(scope, () => props.replicas.forEach((replica, index) => requireKeyAbroad(replica, index, account)));
    this.role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('s3.amazonaws.com', {
        // Not the bucket's ARN: bucket and role cannot both name each other.
        conditions: { StringEquals: { 'aws:SourceAccount': account } },
      }),
      description: 'Copies backups of Redis to other buckets',
    });
    grantStatements(this, 'Policy', [this.role], replicationStatements({
      bucketArn: props.from.bucketArn,
      keyArn: props.key.keyArn,
      replicas: props.replicas.map(({ bucket, encryptionKey: key, copyDeleteMarkers }) => ({
        bucketArn: bucket.bucketArn, keyArn: key?.keyArn, deleteMarkers: copyDeleteMarkers,
      })),
    }));
    (props.from.node.defaultChild as s3.CfnBucket).replicationConfiguration = {
      role: this.role.roleArn,
      rules: props.replicas.map((replica, index) => rule(replica, index, account)),
    };
    this.alarms = props.replicas.flatMap((replica, index) => {
      const lateAfter = replica.lateAfter ?? Duration.seconds(usualLateSeconds(replica.timeControl));
      const alarms = new CopyAlarms(this, `Alarms${index + 1}`, {
        from: props.from.bucketName, to: replica.bucket.bucketName, ruleId: copyRuleId(index), lateAfter, actions: props.actions,
      });
      return [alarms.late, alarms.failed];
    });
  }
}

function rule(replica: BackupReplica, index: number, account: string): s3.CfnBucket.ReplicationRuleProperty {
  return copyRule({
    bucketArn: replica.bucket.bucketArn,
    otherAccount: isForeign(replica, account) ? replica.bucket.env.account : undefined,
    keyArn: replica.encryptionKey?.keyArn ?? defaultKey(replica),
    storageClass: replica.storageClass?.toString(),
    timeControl: replica.timeControl,
    copyDeleteMarkers: replica.copyDeleteMarkers,
  }, index);
}

function isForeign({ bucket }: BackupReplica, account: string): boolean {
  return bucket.env.account !== account && !Token.isUnresolved(bucket.env.account);
}

function requireKeyAbroad(replica: BackupReplica, index: number, account: string): void {
  if (!replica.encryptionKey && isForeign(replica, account)) {
    throw keyAbroadMissing(index, replica.bucket.env.account);
  }
}

/** Copies of objects with a KMS key need one again; S3's own key of that account is what is meant when none is given. */
function defaultKey({ bucket }: BackupReplica): string {
  return Stack.of(bucket).formatArn({
    service: 'kms', region: bucket.env.region, account: bucket.env.account, resource: 'alias', resourceName: 'aws/s3',
  });
}
