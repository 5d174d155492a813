import { layoutOf, type NodeConfig } from '../config';
import type { DeploymentPlan } from '../plan';
import type { RedisLink } from '../redis';
import type { OwnCertificates } from './certificates/own-certificates';
import type { Links } from './links';
import type { Log } from './log';
import {
  reconcileAddress, reconcileRedis, reconcileSentinel, reconcileSentinelAddress, reconcileUsers, type Changed,
} from './reconcile-settings';
import type { Situation } from './situation';
import { TransportKeeper } from './transport/transport-keeper';

export interface PlanKeeperTools {
  readonly config: NodeConfig;
  readonly plan: DeploymentPlan;
  /** This node's address, where addresses may change. */
  readonly address?: string;
  readonly secrets: Record<string, string>;
  readonly links: Links;
  /** What it proves itself with; absent where the plan has no TLS. */
  readonly certificates?: OwnCertificates;
  readonly log: Log;
}

/** An agent restarts when its plan changes; what it finds running is brought to that plan, once. */
export class PlanKeeper {
  private readonly reconciled = new Set<string>();

  public readonly transport: TransportKeeper;

  constructor(private readonly tools: PlanKeeperTools) {
    this.transport = new TransportKeeper(tools);
  }

  public look(situation: Situation): void {
    this.transport.look(situation);
    const { redis, sentinelFile } = situation;
    const { plan, config, links, address } = this.tools;
    const layout = layoutOf(config);
    const data = links.redis.get(config.node);
    this.once('redis', data !== undefined && redis !== undefined && !redis.loading, async () => {
      await this.users('redis', layout.redisAcl, data!);
      const moved = address === undefined ? []
        : await reconcileAddress(plan, address, redis!.role === 'replica' && redis!.source !== undefined, data!);
      return [...moved, ...await reconcileRedis(plan, data!)];
    });
    const sentinel = links.sentinels.get(config.node);
    this.once('sentinel', sentinel !== undefined && sentinelFile !== undefined, async () => {
      await this.users('sentinel', layout.sentinelAcl, sentinel!);
      const moved = address === undefined ? [] : await reconcileSentinelAddress(address, sentinel!);
      return [...moved, ...await reconcileSentinel(plan, sentinel!)];
    });
  }

  private once(server: string, up: boolean, reconcile: () => Promise<Changed[]>): void {
    if (!up || this.reconciled.has(server)) {
      return;
    }
    this.reconciled.add(server);
    reconcile().then(
      (changed) => changed.forEach((change) => this.tools.log('setting', { server, ...change })),
      () => this.reconciled.delete(server),
    );
  }

  private async users(target: 'redis' | 'sentinel', file: string, server: RedisLink): Promise<void> {
    if (await reconcileUsers(this.tools.plan, target, file, this.tools.secrets, server)) {
      this.tools.log('users', { server: target });
    }
  }
}
