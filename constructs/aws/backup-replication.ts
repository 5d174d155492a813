import { Stack, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { replicationStatements } from '../../lib/aws';
import { InvalidInput } from '../../lib/model';
import type { BackupReplica } from './backup-bucket-props';
import { namingProps } from './deployment-spec';
import { grantStatements } from './statements';

export interface BackupReplicationProps {
  readonly from: s3.Bucket;
  readonly key: kms.IKey;
  readonly replicas: BackupReplica[];
}

/**
 * Copies everything a bucket is given to others. Neither delete markers nor the deletion of versions is copied, so nothing done
 * to this bucket takes anything from the copies.
 */
export class BackupReplication extends Construct {
  public readonly role: iam.IRole;

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
      replicas: props.replicas.map(({ bucket, encryptionKey: key }) => ({ bucketArn: bucket.bucketArn, keyArn: key?.keyArn })),
    }));
    (props.from.node.defaultChild as s3.CfnBucket).replicationConfiguration = {
      role: this.role.roleArn,
      rules: props.replicas.map((replica, index) => rule(replica, index, account)),
    };
  }
}

function rule(replica: BackupReplica, index: number, account: string): s3.CfnBucket.ReplicationRuleProperty {
  return {
    id: `copy-${index + 1}`,
    priority: index,
    status: 'Enabled',
    filter: { prefix: '' },
    deleteMarkerReplication: { status: 'Disabled' },
    sourceSelectionCriteria: { sseKmsEncryptedObjects: { status: 'Enabled' } },
    destination: {
      bucket: replica.bucket.bucketArn,
      storageClass: replica.storageClass?.toString(),
      ...(isForeign(replica, account) ? { account: replica.bucket.env.account, accessControlTranslation: { owner: 'Destination' } } : {}),
      encryptionConfiguration: { replicaKmsKeyId: replica.encryptionKey?.keyArn ?? defaultKey(replica) },
      // Free of charge are none of these, but without them nobody knows that copying has stopped.
      metrics: { status: 'Enabled' },
    },
  };
}

function isForeign({ bucket }: BackupReplica, account: string): boolean {
  return bucket.env.account !== account && !Token.isUnresolved(bucket.env.account);
}

function requireKeyAbroad(replica: BackupReplica, index: number, account: string): void {
  if (!replica.encryptionKey && isForeign(replica, account)) {
    throw new InvalidInput(`replicas[${index}].encryptionKey`,
      `none given for a bucket of account ${replica.bucket.env.account}, whose AWS managed key admits nobody else`,
      'give a key of that account whose policy admits the role');
  }
}

/** Copies of objects with a KMS key need one again; S3's own key of that account is what is meant when none is given. */
function defaultKey({ bucket }: BackupReplica): string {
  return Stack.of(bucket).formatArn({
    service: 'kms', region: bucket.env.region, account: bucket.env.account, resource: 'alias', resourceName: 'aws/s3',
  });
}
