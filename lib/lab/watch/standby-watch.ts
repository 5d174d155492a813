import { TopologyKind } from '../../model';
import { NodeRole, planOf, remoteNodes } from '../../plan';
import { parseInfo, parsePairs, type RedisLink } from '../../redis';
import { linksTo, type WatchParts } from './watch-parts';

/** Whom a node copies from. */
interface Copying {
  readonly name: string;
  readonly shard: number;
  readonly from: string;
  readonly linked: boolean;
}

/**
 * Looks at the nodes of the region that is not active: each that runs must copy, one of them, or in a Cluster all, from the
 * primary, and the others from that one. For plans with two regions.
 */
export class StandbyWatch {
  private readonly links: Map<string, RedisLink>;
  private readonly sentinels: Map<string, RedisLink>;
  private readonly active: Map<string, RedisLink>;

  constructor(private readonly parts: WatchParts) {
    const { plan } = parts;
    this.links = linksTo({ ...parts, plan: planOf(plan, plan.regions[1]!.name) }, NodeRole.DATA, plan.ports.redis);
    this.sentinels = linksTo(parts, NodeRole.SENTINEL, plan.ports.sentinel);
    this.active = linksTo(parts, NodeRole.DATA, plan.ports.redis);
  }

  /**
   * What is not in order; empty when all is.
   *
   * @param primary names the primary of a shard of the active region
   * @param without a node that is left out of account
   */
  public async lacking(primary: (shard: number) => Promise<string | undefined>, without?: string): Promise<string> {
    const running = remoteNodes(this.parts.plan)
      .filter(({ name, roles }) => name !== without && roles.includes(NodeRole.DATA) && this.runs(name));
    try {
      const copying = await Promise.all(running.map(({ name, shard = 1 }) => this.look(name, shard)));
      for (const shard of new Set(copying.map((copy) => copy.shard))) {
        const lacks = await this.lackingIn(copying.filter((copy) => copy.shard === shard), await primary(shard));
        if (lacks !== '') {
          return lacks;
        }
      }
      return '';
    } catch (failure) {
      return failure instanceof Error ? failure.message : String(failure);
    }
  }

  public close(): void {
    [...this.links.values(), ...this.sentinels.values(), ...this.active.values()].forEach((link) => link.close());
  }

  private runs(name: string): boolean {
    return this.parts.nodes.some((node) => node.name === name && node.running);
  }

  private async look(name: string, shard: number): Promise<Copying> {
    const text = await this.links.get(name)!.call('INFO', 'replication').catch((failure: Error) => {
      throw new Error(`${name}: ${failure.message}`);
    });
    const { role, master_host: from = '', master_link_status: status } = parseInfo(String(text));
    if (role !== 'slave') {
      throw new Error(`${name} is ${role} in a region that is not active`);
    }
    return { name, shard, from, linked: status === 'up' };
  }

  private async lackingIn(copying: Copying[], primary: string | undefined): Promise<string> {
    const { plan: { topology }, bindings: { addresses } } = this.parts;
    const apart = copying.find(({ linked }) => !linked);
    if (apart) {
      return `${apart.name} is not linked to ${this.nameAt(apart.from)}`;
    }
    const direct = copying.filter(({ from }) => primary !== undefined && from === addresses[primary]);
    const [lead] = direct;
    if (lead === undefined) {
      return `none of ${copying.map(({ name }) => name).join(', ')} copies from the primary ${primary ?? '(nobody)'}`;
    }
    const astray = copying.find(({ name, from }) => name !== lead.name
      && from !== (topology.kind === TopologyKind.CLUSTER ? addresses[primary!] : addresses[lead.name]));
    if (astray) {
      return `${astray.name} copies from ${this.nameAt(astray.from)}, and ${lead.name} leads its region`;
    }
    if (topology.kind === TopologyKind.CLUSTER) {
      return this.unacquainted(primary!, copying);
    }
    return topology.kind === TopologyKind.SENTINEL ? this.unseen(lead.name) : '';
  }

  /** A region that took over has forgotten the other one's nodes, until they introduce themselves. */
  private async unacquainted(primary: string, copying: Copying[]): Promise<string> {
    const { addresses } = this.parts.bindings;
    const known = String(await this.active.get(primary)!.call('CLUSTER', 'NODES')).split('\n');
    const stranger = copying.find(({ name }) => !known.some((line) => line.includes(` ${addresses[name]}:`) && line.includes('slave')));
    return stranger ? `${primary} does not know ${stranger.name}` : '';
  }

  /** Sentinels must follow it through failovers, and must never promote it. */
  private async unseen(lead: string): Promise<string> {
    const { plan: { topology: { masterName } }, bindings: { addresses } } = this.parts;
    for (const [name, link] of this.sentinels) {
      if (!this.runs(name)) {
        continue;
      }
      const replicas = (await link.call('SENTINEL', 'REPLICAS', masterName) as unknown[]).map(parsePairs);
      const seen = replicas.find(({ ip }) => ip === addresses[lead]);
      if (seen?.['slave-priority'] !== '0') {
        return `Sentinel of ${name} ${seen ? `may promote ${lead}: its priority is ${seen['slave-priority']}` : `does not know ${lead}`}`;
      }
    }
    return '';
  }

  private nameAt(host: string): string {
    return Object.entries(this.parts.bindings.addresses).find(([, address]) => address === host)?.[0] ?? (host || 'nobody');
  }
}
