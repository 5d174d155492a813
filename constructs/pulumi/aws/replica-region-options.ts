import type * as pulumi from '@pulumi/pulumi';
import type { RegionStrategy, WhenUnsure } from '../../../lib/model';
import type { Duration, RecoveryObjectives } from '../shared';
import type { NodeMove } from './deployment-args';
import type { RegionWitness } from './region-witness';

/**
 * Another region that a deployment can go on in. Its nodes are made by `ReplicaRegion`, with a provider of that region. What is
 * no `Input` shapes the plan, or names that both regions know without asking each other: a plain value.
 */
export interface ReplicaRegionOptions {
  /** The region, for example `eu-west-1`. Passwords and certificates are copied there. */
  readonly region: string;
  /** What it holds before it is needed: the more, the sooner it serves, and the more it costs. */
  readonly strategy: RegionStrategy;
  /**
   * What the loss of the whole home region may cost. The RTO includes `decision`; the RPO is held by an alarm, since nothing
   * makes a primary wait for another region.
   */
  readonly objectives: RecoveryObjectives;
  /**
   * Outside both regions: where it is kept which of them may take writes. Without it a region that is cut off could not know
   * that the other was promoted.
   */
  readonly witness: RegionWitness;
  /**
   * Zones its nodes are spread over.
   *
   * @default 3
   */
  readonly zones?: number;
  /**
   * Nodes there that live in another zone than the plan would give them, for a zone that stays down: see
   * `RedisDeploymentArgs.moveNodes`. Nodes and zones are called as in the plan, for example `r2-node-2` and `r2-zone-3`. It is
   * declared here because both regions have one plan.
   *
   * @default - every node where the plan places it
   */
  readonly moveNodes?: NodeMove[];
  /**
   * Private zone that `RegionLink` makes for the nodes of both regions, visible in both VPCs. A node is `<node>.<zoneName>`.
   *
   * @default - `<deploymentName>.redis-ha.internal`
   */
  readonly zoneName?: string;
  /**
   * How long people take to decide on a promotion; part of the promised RTO.
   *
   * @default '5m'
   */
  readonly decision?: Duration;
  /**
   * How old a primary's proof that its region is still the active one may become. A promotion that cannot reach the old region
   * waits for so long.
   *
   * @default '10s'
   */
  readonly lease?: Duration;
  /**
   * What the primary does when it can neither ask the witness nor hears the other region.
   *
   * @default WhenUnsure.STOP_WRITES
   */
  readonly whenUnsure?: WhenUnsure;
  /**
   * How often a backup is taken that is copied there: what `RegionStrategy.BACKUP_RESTORE` can lose.
   *
   * @default '1h'
   */
  readonly backupInterval?: Duration;
  /**
   * ARN of a key of that region for the copies of passwords.
   *
   * @default - the AWS managed key of that region
   */
  readonly secretsKey?: pulumi.Input<string>;
  /**
   * ARNs of who is told when this region's primary has no proof that it is the active one.
   *
   * @default - nobody: the alarm only changes its state
   */
  readonly alarmActions?: pulumi.Input<string>[];
}
