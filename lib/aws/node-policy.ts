import { EC2_METRICS, EC2_TABLE } from '../config';
import { volumeMarkerKey } from './user-data-volume';

/** An IAM statement as data, so that every platform grants the same. */
export interface PolicyStatement {
  readonly sid: string;
  readonly actions: string[];
  readonly resources: string[];
  readonly conditions?: Record<string, Record<string, string | string[]>>;
  /** Why a resource is a wildcard; present exactly where one is. */
  readonly wildcardReason?: string;
}

/** Real ids that a node's policy names. */
export interface NodePolicyInput {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** CloudFormation stack that waits for the nodes' signals. @default - CloudFormation is not there */
  readonly stackId?: string;
  /** Value of the tag `redis-ha:deployment` on instances and volumes. */
  readonly deploymentTag: string;
  readonly pointerArn: string;
  readonly tableArn: string;
  readonly secretArns: string[];
  /** Secret of the nodes' certificates. */
  readonly certificates?: {
    readonly secretArn: string;
    /** Customer managed key of it, where it is another one than `keyArn`. */
    readonly keyArn?: string;
  };
  /** Objects of plan and agent. */
  readonly objectArns: string[];
  readonly volumeArns: string[];
  readonly keyArn?: string;
  /** The node runs the SSM agent. */
  readonly sessionManager: boolean;
}

export const DEPLOYMENT_TAG = 'redis-ha:deployment';

/** Least privilege of a node: each statement is one thing its boot script, agent or caretaker does. */
export function nodePolicy(input: NodePolicyInput): PolicyStatement[] {
  const arn = (service: string, resource: string): string =>
    `arn:${input.partition}:${service}:${input.region}:${input.account}:${resource}`;
  const statements: PolicyStatement[] = [
    { sid: 'Pointer', actions: ['ssm:GetParameter'], resources: [input.pointerArn] },
    { sid: 'PlanAndAgent', actions: ['s3:GetObject'], resources: input.objectArns },
    { sid: 'Passwords', actions: ['secretsmanager:GetSecretValue'], resources: input.secretArns },
    ...certificateStatements(input),
    {
      sid: 'ReadMarkersAndLock',
      actions: ['dynamodb:GetItem'],
      resources: [input.tableArn],
      conditions: itemsOnly(EC2_TABLE.marker, EC2_TABLE.role, EC2_TABLE.replacementLock, volumeMarkerKey('*')),
    },
    {
      // IAM cannot ask for the condition expression that makes a put create-once: a node could still overwrite a marker.
      // It cannot take one away, and any marker is enough for nothing to start empty.
      sid: 'WriteMarkersAndLock',
      actions: ['dynamodb:PutItem'],
      resources: [input.tableArn],
      conditions: itemsOnly(EC2_TABLE.marker, EC2_TABLE.role, EC2_TABLE.replacementLock, volumeMarkerKey('*')),
    },
    {
      sid: 'ReleaseLock',
      actions: ['dynamodb:DeleteItem'],
      resources: [input.tableArn],
      conditions: itemsOnly(EC2_TABLE.replacementLock),
    },
    { sid: 'AttachOwnVolumes', actions: ['ec2:AttachVolume'], resources: input.volumeArns },
    {
      sid: 'AttachToOwnInstances',
      actions: ['ec2:AttachVolume'],
      resources: [arn('ec2', 'instance/*')],
      conditions: { StringEquals: { [`aws:ResourceTag/${DEPLOYMENT_TAG}`]: input.deploymentTag } },
      wildcardReason: 'instance ids are not known before launch; the tag condition limits it to instances of this deployment',
    },
    {
      sid: 'FindVolumeAndGroup',
      actions: ['ec2:DescribeVolumes', 'autoscaling:DescribeAutoScalingInstances'],
      resources: ['*'],
      wildcardReason: 'these two read-only actions support no resource-level permissions',
    },
    input.stackId !== undefined
      ? { sid: 'Signal', actions: ['cloudformation:SignalResource'], resources: [input.stackId] }
      : {
        // Replaced, or gone for good: without CloudFormation nobody else sees to it that a bad image stops.
        sid: 'FindSizeOfGroup',
        actions: ['autoscaling:DescribeAutoScalingGroups'],
        resources: ['*'],
        wildcardReason: 'this read-only action supports no resource-level permissions',
      },
    {
      sid: 'Lifecycle',
      actions: ['autoscaling:CompleteLifecycleAction', 'autoscaling:RecordLifecycleActionHeartbeat'],
      resources: [arn('autoscaling', 'autoScalingGroup:*:autoScalingGroupName/*')],
      conditions: { StringEquals: { [`aws:ResourceTag/${DEPLOYMENT_TAG}`]: input.deploymentTag } },
      wildcardReason: 'a group cannot be named in what it depends on; the tag condition limits it to groups of this deployment',
    },
    {
      sid: 'Metrics',
      actions: ['cloudwatch:PutMetricData'],
      resources: ['*'],
      conditions: { StringEquals: { 'cloudwatch:namespace': EC2_METRICS.namespace } },
      wildcardReason: 'PutMetricData supports no resource-level permissions; the condition limits it to this library\'s namespace',
    },
  ];
  if (input.sessionManager) {
    statements.push({
      // The part of AmazonSSMManagedInstanceCore that Session Manager uses; the rest would let the agent read every parameter.
      sid: 'SessionManager',
      actions: [
        'ssm:UpdateInstanceInformation', 'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel',
        'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
      ],
      resources: ['*'],
      wildcardReason: 'the ssmmessages actions support no resource-level permissions, and instance ids are not known before launch',
    });
  }
  if (input.keyArn) {
    statements.push(
      { sid: 'KeyForSecrets', actions: ['kms:Decrypt'], resources: [input.keyArn] },
      {
        // What EBS asks of whoever attaches an encrypted volume.
        sid: 'KeyForVolumes',
        actions: ['kms:CreateGrant'],
        resources: [input.keyArn],
        conditions: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
    );
  }
  return statements;
}

function certificateStatements({ certificates }: NodePolicyInput): PolicyStatement[] {
  return certificates === undefined ? [] : [
    { sid: 'Certificates', actions: ['secretsmanager:GetSecretValue'], resources: [certificates.secretArn] },
    ...(certificates.keyArn === undefined ? [] : [
      { sid: 'KeyForCertificates', actions: ['kms:Decrypt'], resources: [certificates.keyArn] },
    ]),
  ];
}

/** The backup that a deployment begins with. */
export interface RestoredBackup {
  readonly bucketArn: string;
  /** What its objects' keys begin with, to the id of the backup and the slash behind it. */
  readonly keyPrefix: string;
  /** Customer managed key of the bucket. */
  readonly keyArn?: string;
}

/** What seeding a node with one backup needs besides: reading that one. */
export function seedPolicy({ bucketArn, keyPrefix, keyArn }: RestoredBackup): PolicyStatement[] {
  return [
    {
      sid: 'Backup', actions: ['s3:GetObject'], resources: [`${bucketArn}/${keyPrefix}*`],
      wildcardReason: 'the objects of one backup, whose manifest names them',
    },
    ...(keyArn === undefined ? [] : [{
      sid: 'KeyOfBackup', actions: ['kms:Decrypt'], resources: [keyArn],
      // With an S3 Bucket Key the context is the bucket, without one the object.
      conditions: { StringLike: { 'kms:EncryptionContext:aws:s3:arn': [bucketArn, `${bucketArn}/${keyPrefix}*`] } },
    }]),
  ];
}

/**
 * Only items with these partition keys, `*` for any characters.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
 */
function itemsOnly(...keys: string[]): Record<string, Record<string, string | string[]>> {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': keys },
    // "For all values" also holds for a request that names no key.
    'Null': { 'dynamodb:LeadingKeys': 'false' },
  };
}
