import type { Duration, RemovalPolicy, Size } from 'aws-cdk-lib';
import type * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type * as ec2 from 'aws-cdk-lib/aws-ec2';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type { Packages, SsmAgent } from '../../lib/aws';
import type { BalanceRule, Engine, Persistence } from '../../lib/model';
import type { NodeImage } from './node-image';
import type { NodeMove } from './node-move';
import type { PrivateDns } from './private-dns';
import type { RestoreSource } from './restore-source';
import type { ReplicaRegionOptions } from './replica-region-options';
import type { RedisSettingOverrides } from './setting-overrides';
import type { Tls } from './tls';

/** How much may be lost and for how long. */
export interface RecoveryObjectives {
  /** Acknowledged writes a failure may lose, as a span of time. At least 3 seconds: replication is asynchronous. */
  readonly rpo: Duration;
  /** From a failure to the first acknowledged write after it. */
  readonly rto: Duration;
}

/** The data volume of each node. */
export interface DataVolume {
  /**
   * Append-only file, its rewrite and a snapshot side by side.
   *
   * @default - four times maxmemory, at least 20 GiB
   */
  readonly size?: Size;
  /**
   * Provisioned operations a second, from 3,000 to 16,000.
   *
   * @default 3000
   */
  readonly iops?: number;
  /**
   * Provisioned throughput in MiB/s, from 125 to 1,000.
   *
   * @default 125
   */
  readonly throughput?: number;
}

/** What every deployment is declared by, whatever its topology. */
export interface RedisDeploymentProps {
  /** The network the nodes live in. */
  readonly vpc: ec2.IVpc;
  /** What the deployment must keep; every setting is derived from it. */
  readonly objectives: RecoveryObjectives;
  /**
   * Subnets for the nodes; the first of each zone is used, zones in the order they come in. Three zones survive the
   * loss of any one.
   *
   * @default - the VPC's private subnets
   */
  readonly vpcSubnets?: ec2.SubnetSelection;
  /**
   * Redis or Valkey and its version.
   *
   * @default Engine.REDIS_8_0
   */
  readonly engine?: Engine;
  /**
   * Instance type of every node. A change replaces the nodes one after the other.
   *
   * @default - r7g.large: 16 GiB, not burstable, Arm
   */
  readonly instanceType?: ec2.InstanceType;
  /**
   * Memory of a node.
   *
   * @default - that of the instance type, where its family is known
   */
  readonly nodeMemory?: Size;
  /**
   * Machine image. A change replaces the nodes one after the other.
   *
   * @default NodeImage.debian13()
   */
  readonly image?: NodeImage;
  /**
   * Where engine, Node.js and AWS CLI come from. For production, an image that has them: a replacement then does not
   * depend on a package mirror.
   *
   * @default Packages.distribution()
   */
  readonly packages?: Packages;
  /**
   * How Session Manager, the only way to a shell, gets onto a node.
   *
   * @default SsmAgent.none() - with a warning
   */
  readonly ssmAgent?: SsmAgent;
  /**
   * Data volume of each node, gp3 and encrypted.
   *
   * @default - see DataVolume
   */
  readonly volume?: DataVolume;
  /**
   * When data reaches the disk.
   *
   * @default - append-only file, fsync every second
   */
  readonly persistence?: Persistence;
  /**
   * Whether bytes are encrypted between clients and nodes and between nodes, and where certificates come from. A deployment
   * that was made without TLS goes over in two steps, see `plaintextToo` and docs/tls.md.
   *
   * @default Tls.ownAuthority()
   */
  readonly tls?: Tls;
  /**
   * Pub/sub channel patterns open to applications. Subscribing to a pattern needs that very pattern here. A pattern that
   * covers the Sentinels' own channel is refused: whoever may publish there can make any address the primary.
   *
   * @default - every channel that does not begin with an underscore, and keyspace notifications
   */
  readonly appChannels?: string[];
  /**
   * Role of the nodes; it gets the statements they need. It must be assumable by EC2.
   *
   * @default - a role of the deployment's own
   */
  readonly role?: iam.IRole;
  /**
   * Key for data volumes and secrets. A change would replace the volumes, see `acceptNewVolumes`.
   *
   * @default - the account's AWS managed keys
   */
  readonly key?: kms.IKey;
  /**
   * Settings in place of derived ones. One that breaks an objective is an error that names both.
   *
   * @default - every setting is derived
   */
  readonly overrides?: RedisSettingOverrides;
  /**
   * Table of an earlier life of this deployment, kept when its stack was deleted. With it, nodes know that there was
   * data and refuse to start empty. One table per deployment; its partition key is the string `pk`.
   *
   * @default - a table of the deployment's own
   */
  readonly coordinationTable?: dynamodb.ITable;
  /**
   * A backup that the deployment begins with, at its very first start. Each node that leads then downloads its part before
   * its server starts; nothing is served before all of it is loaded and counted. A deployment that has been formed is left
   * alone, whether this is added, changed or taken away. See docs/roles.md.
   *
   * @default - it begins empty
   */
  readonly restoreFrom?: RestoreSource;
  /**
   * Nodes, by name in the plan, whose present data volume is given up: they start on a new one and copy from the
   * primary. Without it a node whose volume was replaced refuses to start. One node at a time.
   *
   * @default - none
   */
  readonly acceptNewVolumes?: string[];
  /**
   * Nodes that live in another zone than the one the plan would give them, for a zone that stays down. A moved node gets
   * a new address and an empty volume there and copies its data from the others; what it had is kept by `removalPolicy`
   * and forgotten. At most one node at a time may be on its way. To be kept for as long as the node stays there.
   *
   * @default - every node where the plan places it
   */
  readonly moveNodes?: NodeMove[];
  /**
   * Whether and when primaries that drifted together after failovers are moved apart. Zones are called `zone-1` to
   * `zone-n` there, in the order of `vpcSubnets`.
   *
   * @default - a Cluster every day at 03:00 UTC for an hour, others never
   */
  readonly balance?: BalanceRule;
  /**
   * Stable names for every node in a private hosted zone.
   *
   * @default - none: nodes are known by their addresses, which never change
   */
  readonly dns?: PrivateDns;
  /**
   * Another region that the deployment can go on in when this one is lost. `ReplicaRegion`, in a stack of that region, makes
   * its nodes from this declaration; `RegionLink` connects the two. See docs/regions-aws.md.
   *
   * @default - none: the loss of the region is the loss of the deployment, but for its backups
   */
  readonly replicaRegion?: ReplicaRegionOptions;
  /**
   * Name of the deployment: the Sentinels' name of the primary, and a dimension of its metrics. Lower-case letters,
   * digits and dashes, at most 40.
   *
   * @default - derived from the construct's path
   */
  readonly deploymentName?: string;
  /**
   * What happens to interfaces, volumes, secrets and the coordination table when they leave the stack.
   *
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}
