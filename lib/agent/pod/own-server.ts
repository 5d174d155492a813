import { networkOf, type NodeConfig } from '../../config';
import { UserName } from '../../model';
import { NodeRole, redisListeners, sentinelListeners } from '../../plan';
import { parseInfo, RedisLink } from '../../redis';
import type { Deployment } from '../deployment';
import { waysTo } from '../links';

/** One run of a server's process. */
export interface ServerRun {
  readonly runId: string;
  /** Milliseconds since the epoch, give or take a second. */
  readonly startedAt: number;
}

const TIMEOUT_MS = 600;

/** The server of this pod whose stop is announced: Redis, or Sentinel where there is no Redis. */
export class OwnServer {
  private readonly link: RedisLink;

  constructor(config: NodeConfig, { plan, bindings, self, certificates }: Deployment, secrets: Record<string, string>) {
    const { local, source } = networkOf(config, bindings.addresses[config.node]!);
    const listeners = self.roles.includes(NodeRole.DATA) ? redisListeners(plan) : sentinelListeners(plan);
    this.link = new RedisLink({
      host: local,
      ...waysTo(plan, listeners, certificates),
      username: UserName.AGENT,
      password: secrets[UserName.AGENT]!,
      localAddress: source,
      timeoutMs: TIMEOUT_MS,
    });
  }

  /** Undefined while it does not answer. */
  public async look(): Promise<ServerRun | undefined> {
    try {
      const info = parseInfo(String(await this.link.call('INFO', 'server')));
      return { runId: info.run_id ?? '', startedAt: Date.now() - Number(info.uptime_in_seconds) * 1000 };
    } catch {
      return undefined;
    }
  }

  public close(): void {
    this.link.close();
  }
}
