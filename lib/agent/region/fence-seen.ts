import { FENCE } from '../../config';
import type { RedisState, Situation } from '../situation';
import type { RegionFence } from './told';

/**
 * Whether this node takes no writes of clients because of a region record. Its offset counts only when it was read after the
 * fence had been seen: what was written before is in it, and nothing comes after.
 */
export class FenceSeen {
  private before?: RedisState;
  private fence?: RegionFence;

  /** After each look. */
  public look({ redis, region, hasData }: Situation): void {
    const { before } = this;
    this.before = redis;
    const { record, own } = region ?? {};
    if (!record || (record.active === own && !record.moving)) {
      this.fence = undefined;
      return;
    }
    const confirmed = !hasData || (redis !== undefined && before !== undefined && refuses(redis) && refuses(before)
      && redis.runId === before.runId && redis.role === before.role);
    this.fence = { epoch: record.epoch, confirmed, offset: redis?.offset ?? 0 };
  }

  public get(): RegionFence | undefined {
    return this.fence;
  }
}

function refuses({ minReplicas }: RedisState): boolean {
  return minReplicas >= FENCE;
}
