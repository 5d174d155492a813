import { nodesWith, NodeRole, type DeploymentPlan } from '../../plan';
import { parsePairs, type RedisLink } from '../../redis';
import type { AuthorityView } from '../situation';

/** Sentinels that forget one after the other leave a majority that knows its replicas; each has learnt them again long before. */
const TURN_MS = 10_000;
const PERIOD_MS = 2000;

/**
 * A Sentinel counts whoever says hello under its primary's name, for ever. Those of the other region do so while they have not
 * heard yet that it was replaced, through a standby that both watch; counted, they are votes that nobody can give.
 */
export class Strangers {
  private seen = false;
  private lookedAt = 0;

  constructor(
    private readonly plan: DeploymentPlan,
    private readonly self: string,
    /** Node of this region that has that address. */
    private readonly nodeAt: (host: string) => string | undefined,
  ) {}

  /**
   * Looks now and then, and has this node's Sentinel begin its lists again when it is its turn.
   *
   * @returns whom it forgot, by address
   */
  public async forget(sentinel: RedisLink, view: AuthorityView, now: number): Promise<string[]> {
    const { plan, self } = this;
    if (now - this.lookedAt < PERIOD_MS) {
      return [];
    }
    this.lookedAt = now;
    const names = nodesWith(plan.nodes, NodeRole.SENTINEL).map(({ name }) => name);
    const known = (await sentinel.call('SENTINEL', 'SENTINELS', plan.topology.masterName) as unknown[]).map(parsePairs);
    const strangers = known.map(({ ip = '' }) => ip).filter((ip) => !names.includes(this.nodeAt(ip) ?? ''));
    const seenBefore = this.seen;
    this.seen = strangers.length > 0;
    const calm = view.unanimous && !view.failoverInProgress && (view.downCount ?? 0) === 0;
    if (!this.seen || !seenBefore || !calm || Math.floor(now / TURN_MS) % names.length !== names.indexOf(self)) {
      return [];
    }
    await sentinel.call('SENTINEL', 'RESET', plan.topology.masterName);
    return strangers;
  }
}
