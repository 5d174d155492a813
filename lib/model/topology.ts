import { InvalidInput, requireWhole } from './invalid';

/** Where the Sentinel processes run. */
export enum SentinelPlacement {
  /** On the data nodes; nodes of their own are added only where there are fewer data nodes than Sentinels. */
  BESIDE_DATA = 'beside-data',
  /** On nodes that hold no data. */
  OWN_NODES = 'own-nodes',
}

/** How the nodes of a deployment are arranged, and who says which of them is primary. */
export enum TopologyKind {
  /** One primary and replicas; a person or a runbook moves the primary. */
  REPLICATION = 'replication',
  /** One primary, replicas and Sentinels that fail over by themselves. */
  SENTINEL = 'sentinel',
  /** Several primaries that share the keys and fail over by themselves. */
  CLUSTER = 'cluster',
}

/** A replication topology: one primary and replicas, without automatic failover. */
export interface ReplicationOptions {
  /**
   * Replicas besides the primary.
   *
   * @default 1
   */
  readonly replicas?: number;
  /**
   * How many of the replicas copy from another replica instead of from the primary, to spare it their traffic. They
   * are further behind and never chosen while a direct one is there.
   *
   * @default 0
   */
  readonly cascaded?: number;
}

/** A Cluster topology: shards, each a primary and its replicas. */
export interface ClusterOptions {
  /**
   * Shards, and so primaries: at least 3.
   *
   * @default 3
   */
  readonly shards?: number;
  /**
   * Replicas of each shard. With 0 the loss of a node is the loss of its slots until it returns.
   *
   * @default 1
   */
  readonly replicas?: number;
}

/** Fewer primaries cannot outvote the loss of one. */
const LEAST_SHARDS = 3;
/** What one construct, plan and drill is made for; the engine's own limit is about 1,000 nodes. */
const MOST_SHARDS = 90;

/** A Sentinel topology: one primary, replicas, and Sentinels that fail over between them. */
export interface SentinelOptions {
  /**
   * Replicas besides the primary.
   *
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Sentinel processes: an odd number, at least 3.
   *
   * @default 3
   */
  readonly sentinels?: number;
  /**
   * Sentinels that must agree that the primary is down: a majority of them, or more, but not all.
   *
   * @default - the smallest majority
   */
  readonly quorum?: number;
  /**
   * Where the Sentinels run.
   *
   * @default SentinelPlacement.BESIDE_DATA
   */
  readonly placement?: SentinelPlacement;
}

/** How the nodes of a deployment are arranged. */
export class Topology {
  /**
   * One primary, replicas and Sentinels with automatic failover.
   *
   * @throws InvalidInput for fewer than 3 or an even number of Sentinels, a
   * quorum that is no majority or needs every Sentinel, or fewer than 1 replica
   */
  public static sentinel(options: SentinelOptions = {}): Topology {
    const replicas = requireWhole('topology.replicas', options.replicas ?? 2, 1, 15);
    const sentinels = requireWhole('topology.sentinels', options.sentinels ?? 3, 1, 15);
    if (sentinels < 3) {
      throw new InvalidInput(
        'topology.sentinels',
        `got ${sentinels}: with fewer than 3 the loss of one Sentinel leaves no majority to elect a primary`,
        'use 3 (or 5)',
      );
    }
    if (sentinels % 2 === 0) {
      throw new InvalidInput(
        'topology.sentinels',
        `got ${sentinels}: an even number survives no more losses than ${sentinels - 1} and can split in half`,
        `use ${sentinels - 1} or ${sentinels + 1}`,
      );
    }
    const majority = Math.floor(sentinels / 2) + 1;
    const quorum = options.quorum ?? majority;
    if (quorum === sentinels) {
      throw new InvalidInput(
        'topology.quorum',
        `got ${quorum} of ${sentinels} Sentinels: the loss of any one of them, such as the one beside the primary, would end failover`,
        majority === sentinels - 1 ? `use ${majority}` : `use a whole number from ${majority} to ${sentinels - 1}`,
      );
    }
    if (!Number.isInteger(quorum) || quorum < majority || quorum > sentinels) {
      throw new InvalidInput(
        'topology.quorum',
        `got ${quorum} of ${sentinels} Sentinels: fewer than a majority could call a living primary dead`,
        majority === sentinels - 1 ? `use ${majority}` : `use a whole number from ${majority} to ${sentinels - 1}`,
      );
    }
    return new Topology(TopologyKind.SENTINEL, {
      replicas, sentinels, quorum, placement: options.placement ?? SentinelPlacement.BESIDE_DATA, shards: 1, cascaded: 0,
    });
  }

  /**
   * One primary and replicas; the primary moves when it is told to.
   *
   * @throws InvalidInput for fewer than 1 replica, or where no replica would copy from the primary itself
   */
  public static replication(options: ReplicationOptions = {}): Topology {
    const replicas = requireWhole('topology.replicas', options.replicas ?? 1, 1, 15);
    const cascaded = requireWhole('topology.cascaded', options.cascaded ?? 0, 0, 15);
    if (cascaded >= replicas) {
      throw new InvalidInput('topology.cascaded', `got ${cascaded} of ${replicas} replicas: one at least has to copy from the primary itself`,
        `use at most ${replicas - 1}, or more replicas`);
    }
    return new Topology(TopologyKind.REPLICATION, {
      replicas, cascaded, sentinels: 0, quorum: 0, shards: 1, placement: SentinelPlacement.BESIDE_DATA,
    });
  }

  /**
   * Shards that share the keys, each a primary with replicas, with automatic failover.
   *
   * @throws InvalidInput for fewer than 3 shards
   */
  public static cluster(options: ClusterOptions = {}): Topology {
    const shards = requireWhole('topology.shards', options.shards ?? LEAST_SHARDS, 1, MOST_SHARDS);
    if (shards < LEAST_SHARDS) {
      throw new InvalidInput('topology.shards',
        `got ${shards}: a failover needs the votes of a majority of primaries, which fewer than 3 cannot give when one is lost`,
        'use 3 or more, or another topology');
    }
    return new Topology(TopologyKind.CLUSTER, {
      shards,
      replicas: requireWhole('topology.replicas', options.replicas ?? 1, 0, 5),
      cascaded: 0, sentinels: 0, quorum: 0, placement: SentinelPlacement.BESIDE_DATA,
    });
  }

  /** Replicas of each primary. */
  public readonly replicas: number;
  /** Primaries; 1 unless it is a Cluster. */
  public readonly shards: number;
  /** Replicas that copy from another replica; 0 unless it is plain replication. */
  public readonly cascaded: number;
  /** Sentinel processes; 0 unless it is a Sentinel topology. */
  public readonly sentinels: number;
  /** Sentinels that must agree that the primary is down. */
  public readonly quorum: number;
  /** Where the Sentinels run. */
  public readonly placement: SentinelPlacement;

  private constructor(public readonly kind: TopologyKind, numbers: Numbers) {
    this.replicas = numbers.replicas;
    this.shards = numbers.shards;
    this.cascaded = numbers.cascaded;
    this.sentinels = numbers.sentinels;
    this.quorum = numbers.quorum;
    this.placement = numbers.placement;
  }
}

interface Numbers {
  readonly replicas: number;
  readonly shards: number;
  readonly cascaded: number;
  readonly sentinels: number;
  readonly quorum: number;
  readonly placement: SentinelPlacement;
}
