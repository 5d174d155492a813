import type { SentinelPlacement } from '../../lib/model';
import type { SinglePrimaryProps } from './single-primary-base';

/** Properties of RedisSentinel. */
export interface RedisSentinelProps extends SinglePrimaryProps {
  /**
   * Replicas besides the primary. Each is a node of its own.
   *
   * @default 2
   */
  readonly replicas?: number;
  /**
   * Sentinel processes, an odd number of at least 3.
   *
   * @default 3
   */
  readonly sentinels?: number;
  /**
   * Sentinels that must agree that the primary is down.
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
