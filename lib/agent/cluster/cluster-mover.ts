import type { CommandResult } from '../command-result';
import { failpoint } from '../failpoint';
import type { Links } from '../links';
import type { Log } from '../log';
import type { Mover } from '../mover';
import type { Settings } from '../../model';
import { parseInfo, type RedisLink } from '../../redis';
import { rolledFirst } from '../rolled-first';
import type { Situation } from '../situation';

/** The engine gives up after CLUSTER_MF_TIMEOUT, 5 s; its write pause ends then, too. */
const ATTEMPT_MS = 5000;
const LOOK_MS = 20;
/** Clocks of two machines, and what lies between an election and its being remembered. */
const MARGIN_MS = 200;

/**
 * Planned handover of a shard: the engine's own CLUSTER FAILOVER, sent to the replica. The primary pauses its writes
 * and says its offset, the replica takes over when it has reached that and the primaries have voted.
 *
 * @see https://redis.io/commands/cluster-failover
 */
export class ClusterMover implements Mover {
  constructor(
    private readonly node: string, private readonly settings: Settings, private readonly links: Links, private readonly log: Log,
    /** Of this node's pod, where it is one. */
    private readonly revision?: string,
  ) {}

  public async handOver(wanted: string | undefined, { dataNodes, peers }: Situation): Promise<CommandResult> {
    const fittest = dataNodes
      .filter((name) => peers[name]?.redis?.source === this.node && peers[name].redis.linkUp && !peers[name].redis.copying
        && peers[name].memory?.state === 'initialised' && peers[name].storage === undefined)
      .sort((a, b) => peers[b]!.redis!.offset - peers[a]!.redis!.offset);
    const ready = rolledFirst(fittest, peers, this.revision);
    const target = wanted === undefined ? ready[0] : ready.find((name) => name === wanted);
    if (!target) {
      return { ok: false, detail: wanted !== undefined && ready.length > 0
        ? `${wanted} cannot take over from ${this.node}; ${ready.join(', ')} can` : 'no replica of this shard is linked' };
    }
    const restsMs = this.restOf(peers[target]?.memory?.ledAt ?? 0);
    this.log('handover', { to: target, restsMs });
    await new Promise((resolve) => setTimeout(resolve, restsMs));
    return this.failOverTo(target, this.links.redis.get(target)!);
  }

  /**
   * A replica begins no election within four node timeouts of its last one (7.0.15, clusterHandleSlaveFailover:
   * auth_retry_time), and the primary's writes would pause meanwhile: better to wait before asking.
   */
  private restOf(ledAt: number): number {
    const { nodeTimeoutSeconds, handoverTimeoutSeconds } = this.settings;
    const rested = ledAt + Math.max(4 * nodeTimeoutSeconds * 1000, 4000) + MARGIN_MS - Date.now();
    return Math.max(0, Math.min(rested, handoverTimeoutSeconds * 600));
  }

  private async failOverTo(target: string, link: RedisLink): Promise<CommandResult> {
    const deadline = Date.now() + this.settings.handoverTimeoutSeconds * 1000;
    let detail = '';
    for (let attempt = 1; Date.now() < deadline; attempt += 1) {
      failpoint('handover:begin');
      const began = Date.now();
      detail = String(await link.call('CLUSTER', 'FAILOVER').catch((failure: unknown) =>
        (failure instanceof Error ? failure.message : String(failure))));
      failpoint('handover:asked');
      if (detail === 'OK' && await leads(link, Math.min(deadline, Date.now() + ATTEMPT_MS))) {
        this.log('handover-done', { to: target, attempt, milliseconds: Date.now() - began });
        return { ok: true, detail: 'handed over', to: target };
      }
      this.log('handover-retry', { attempt, detail });
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
    // One that is late may still come to it.
    return await leads(link, Date.now() + 1) ? { ok: true, detail: 'handed over', to: target }
      : { ok: false, detail: `${target} did not take over in time (${detail})` };
  }
}

async function leads(link: RedisLink, deadline: number): Promise<boolean> {
  do {
    const info = await link.call('INFO', 'replication').then((text) => parseInfo(String(text))).catch(() => undefined);
    if (info?.role === 'master') {
      return true;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  } while (Date.now() < deadline);
  return false;
}
