import type * as pulumi from '@pulumi/pulumi';
import type { Packages, SsmAgent } from '../../../lib/aws';
import type { BalanceRule, Engine, Persistence } from '../../../lib/model';
import type { Keeping, RecoveryObjectives, RedisSettingOverrides, Size } from '../shared';
import type { NodeImage } from './node-image';
import type { PrivateDns } from './private-dns';
import type { ReplicaRegionOptions } from './replica-region-options';
import type { RestoreSource } from './restore-source';
import type { Tags } from './tagged';
import type { Tls } from './tls';

/** The data volume of each node. */
export interface DataVolume {
  /**
   * Append-only file, its rewrite and a snapshot side by side; whole GiB.
   *
   * @default - four times maxmemory, at least `20GiB`
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

/** A node that lives in another zone than the plan would give it. */
export interface NodeMove {
  /** Name in the plan, for example `node-2` or `shard-1-2`. */
  readonly node: string;
  /** Zone it moves to, `zone-1` to `zone-n` in the order of `subnetIds`. */
  readonly zone: string;
}

/**
 * What every deployment is declared by, whatever its topology. What is no `Input` shapes the plan: a plain value. What is kept,
 * and protected, are interfaces, volumes, secrets and the coordination table.
 */
export interface RedisDeploymentArgs extends Keeping {
  /** The network the nodes live in. */
  readonly vpcId: pulumi.Input<string>;
  /**
   * One subnet for each zone, with a way to AWS' services; zones are numbered in this order. Three zones survive the loss of
   * any one. How many there are is part of the plan, so this is an array; its members may be outputs, as in
   * `[0, 1, 2].map((index) => vpc.privateSubnetIds[index])`.
   */
  readonly subnetIds: pulumi.Input<string>[];
  /** What the deployment must keep; every setting is derived from it. */
  readonly objectives: RecoveryObjectives;
  /**
   * Redis or Valkey and its version.
   *
   * @default Engine.REDIS_8_0
   */
  readonly engine?: Engine;
  /**
   * Instance type of every node. A change replaces the nodes one after the other.
   *
   * @default 'r7g.large' - 16 GiB, not burstable, Arm
   */
  readonly instanceType?: string;
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
   * Pub/sub channel patterns open to applications. Subscribing to a pattern needs that very pattern here.
   *
   * @default - every channel that does not begin with an underscore, and keyspace notifications
   */
  readonly appChannels?: string[];
  /**
   * Name of the nodes' role; it gets the statements they need. It must be assumable by EC2.
   *
   * @default - a role of the deployment's own
   */
  readonly role?: pulumi.Input<string>;
  /**
   * ARN of the key for data volumes and secrets. A change would replace the volumes, see `acceptNewVolumes`.
   *
   * @default - the account's AWS managed keys
   */
  readonly key?: pulumi.Input<string>;
  /**
   * Settings in place of derived ones. One that breaks an objective is an error that names both.
   *
   * @default - every setting is derived
   */
  readonly overrides?: RedisSettingOverrides;
  /**
   * Name of the table of an earlier life of this deployment, which was kept. With it, nodes know that there was data and
   * refuse to start empty. One table per deployment; its partition key is the string `pk`.
   *
   * @default - a table of the deployment's own
   */
  readonly coordinationTable?: pulumi.Input<string>;
  /**
   * A backup that the deployment begins with, at its very first start; it means nothing to one that has been formed.
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
   * a new address and an empty volume there and copies its data from the others. At most one node at a time may be on its
   * way. While `protect` is on, Pulumi refuses to let go of what the node had: take it off in an update before.
   *
   * @default - every node where the plan places it
   */
  readonly moveNodes?: NodeMove[];
  /**
   * Whether and when primaries that drifted together after failovers are moved apart. Zones are called `zone-1` to
   * `zone-n` there, in the order of `subnetIds`.
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
   * Another region that the deployment can go on in when this one is lost. `ReplicaRegion`, with a provider of that region, makes
   * its nodes from this declaration; `RegionLink` connects the two. See docs/pulumi-aws.md.
   *
   * @default - none: the loss of the region is the loss of the deployment, but for its backups
   */
  readonly replicaRegion?: ReplicaRegionOptions;
  /**
   * Tags of every resource that can have them, and of instances and their root volumes. A change makes new launch templates, and
   * so replaces the nodes one after the other. What the deployment finds its nodes by (`Name`, `redis-ha:...`) stays.
   *
   * @default - none but those, and the provider's `defaultTags`, which instances and root volumes do not get
   */
  readonly tags?: Tags;
  /**
   * Name of the deployment: the Sentinels' name of the primary, and a dimension of its metrics. Lower-case letters,
   * digits and dashes, at most 40.
   *
   * @default - the component's name and the stack's
   */
  readonly deploymentName?: string;
  /**
   * Folder that the plan is written into as `<component>.redis-ha.json`, relative to that of the Pulumi project.
   *
   * @default 'redis-ha.out'
   */
  readonly planDirectory?: string;
}
