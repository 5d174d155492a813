import type { Deployment } from '../deployment';
import { replicationPort } from '../../plan';
import type { CommandResult } from '../command-result';
import type { Links } from '../links';
import type { Log } from '../log';
import type { Mover } from '../mover';
import { rolledFirst } from '../rolled-first';
import type { Situation } from '../situation';
import { handover } from './handover';
import type { SentinelWatch } from './sentinel-watch';

/** Chooses the replica and the Sentinel for a planned handover. */
export class SentinelMover implements Mover {
  constructor(
    private readonly node: string,
    private readonly deployment: Deployment,
    private readonly links: Links,
    private readonly sentinels: SentinelWatch,
    private readonly log: Log,
    /** Of this node's pod, where it is one. */
    private readonly revision?: string,
    /** Whether a primary of this region may take writes. @default - there is one region */
    private readonly mayWrite: () => boolean = () => true,
  ) {}

  public async handOver(wanted: string | undefined, situation: Situation): Promise<CommandResult> {
    const { plan, bindings } = this.deployment;
    const fittest = Object.entries(situation.peers)
      .filter(([, peer]) => peer.redis?.source === this.node && peer.redis.linkUp && peer.redis.priority > 0)
      .sort(([, a], [, b]) => b.redis!.offset - a.redis!.offset)
      .map(([name]) => name);
    const ready = rolledFirst(fittest, situation.peers, this.revision);
    const target = wanted === undefined ? ready[0] : ready.find((name) => name === wanted);
    const partner = this.sentinels.partner(Date.now());
    if (!target || !partner) {
      return { ok: false, detail: wanted && ready.length > 0
        ? `${wanted} cannot take over; ${ready.join(', ')} can` : 'no replica is linked and eligible, or no Sentinel agrees' };
    }
    this.log('handover', { to: target, sentinel: partner });
    return handover({
      master: plan.topology.masterName,
      settings: plan.settings,
      primary: this.links.redis.get(this.node)!,
      target: { name: target, host: bindings.addresses[target]!, port: replicationPort(plan),
        link: this.links.redis.get(target)! },
      sentinel: this.links.sentinels.get(partner)!,
      stillNamed: () => this.mayWrite() && this.sentinels.view(Date.now()).majority?.node === this.node,
      log: this.log,
    });
  }
}
