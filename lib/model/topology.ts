import { InvalidInput, requireWhole } from './invalid';

/** Where the Sentinel processes run. */
export enum SentinelPlacement {
  /** On the data nodes; nodes of their own are added only where there are fewer data nodes than Sentinels. */
  BESIDE_DATA = 'beside-data',
  /** On nodes that hold no data. */
  OWN_NODES = 'own-nodes',
}

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
    return new Topology('sentinel', replicas, sentinels, quorum, options.placement ?? SentinelPlacement.BESIDE_DATA);
  }

  private constructor(
    /** `sentinel`. */
    public readonly kind: string,
    /** Replicas besides the primary. */
    public readonly replicas: number,
    /** Sentinel processes. */
    public readonly sentinels: number,
    /** Sentinels that must agree that the primary is down. */
    public readonly quorum: number,
    /** Where the Sentinels run. */
    public readonly placement: SentinelPlacement,
  ) {}
}
