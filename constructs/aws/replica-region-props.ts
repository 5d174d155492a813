import type * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { RemovalPolicy } from 'aws-cdk-lib';
import type { DataVolume } from './deployment-props';
import type { NodeImage } from './node-image';
import type { RedisDeploymentBase } from './redis-deployment-base';

/** Properties of ReplicaRegion. What is not here is as the home region's declaration says. */
export interface ReplicaRegionProps {
  /** The deployment, of a stack in its home region, with `replicaRegion`. */
  readonly home: RedisDeploymentBase;
  /** The network the nodes live in. Its addresses must not overlap with those of the home region's. */
  readonly vpc: ec2.IVpc;
  /**
   * Subnets for the nodes; the first of each zone is used.
   *
   * @default - the VPC's private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /**
   * Instance type of every node.
   *
   * @default - that of the home region
   */
  readonly instanceType?: ec2.InstanceType;
  /**
   * Machine image. Ids of images differ from region to region.
   *
   * @default - the home region's image, asked for here
   */
  readonly image?: NodeImage;
  /**
   * Data volume of each node.
   *
   * @default - as in the home region
   */
  readonly volume?: DataVolume;
  /**
   * Role of the nodes; it gets the statements they need. It must be assumable by EC2.
   *
   * @default - a role of the region's own
   */
  readonly role?: iam.IRole;
  /**
   * Key of this region for data volumes. A change would replace the volumes, see `acceptNewVolumes`.
   *
   * @default - the account's AWS managed key
   */
  readonly key?: kms.IKey;
  /**
   * The home region's secret of certificates, as it is in this region: for certificates that come from elsewhere
   * (`Tls.fromSecret`), and are copied by whoever issues them.
   *
   * @default - the copy of those that an own authority issues
   */
  readonly certificateSecret?: secretsmanager.ISecret;
  /**
   * Table of an earlier life of this region's nodes. See `RedisDeploymentProps.coordinationTable`.
   *
   * @default - a table of its own: markers and locks are of one region
   */
  readonly coordinationTable?: dynamodb.ITable;
  /**
   * Nodes, by name in the plan (`r2-node-1`), whose present data volume is given up. One at a time.
   *
   * @default - none
   */
  readonly acceptNewVolumes?: string[];
  /**
   * Who is told when this region is further behind than `replicaRegion.objectives.rpo`, or does not follow at all.
   *
   * @default - nobody: the alarm only changes its state
   */
  readonly alarmActions?: cloudwatch.IAlarmAction[];
  /**
   * What happens to interfaces, volumes and the coordination table when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
