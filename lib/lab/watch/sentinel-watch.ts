import { NodeRole } from '../../plan';
import { parsePairs, type RedisLink } from '../../redis';
import type { LabWatch } from './watch';
import { linksTo, unready, type WatchParts } from './watch-parts';

/** A Sentinel deployment, by what its Sentinels say. */
export class SentinelWatch implements LabWatch {
  private readonly links: Map<string, RedisLink>;

  constructor(private readonly parts: WatchParts) {
    this.links = linksTo(parts, NodeRole.SENTINEL, parts.plan.ports.sentinel);
  }

  public async primary(): Promise<string | undefined> {
    const { plan, nodes } = this.parts;
    const named = await Promise.all([...this.links.values()].map((link) =>
      link.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', plan.topology.masterName).catch(() => undefined)));
    const counts = new Map<string, number>();
    for (const address of named) {
      const host = Array.isArray(address) ? String(address[0]) : undefined;
      if (host) {
        counts.set(host, (counts.get(host) ?? 0) + 1);
      }
    }
    const agreed = [...counts].find(([, count]) => count > this.links.size / 2)?.[0];
    return nodes.find((node) => node.host === agreed)?.name;
  }

  public async lacking(without?: string): Promise<string> {
    const lacks = await unready(this.parts, without);
    if (lacks !== '') {
      return lacks;
    }
    const views = await Promise.all([...this.links].filter(([name]) => name !== without)
      .map(([name, link]) => this.lackingAt(name, link, without)));
    return views.find((view) => view !== '') ?? '';
  }

  public close(): void {
    this.links.forEach((link) => link.close());
  }

  /** A Sentinel that has not yet seen every replica and every other Sentinel cannot fail over to it or vote with it. */
  private async lackingAt(name: string, link: RedisLink, without?: string): Promise<string> {
    const { plan: { nodes, topology: { masterName, replicas, sentinels } }, bindings } = this.parts;
    const dataLost = nodes.some((node) => node.name === without && node.roles.includes(NodeRole.DATA));
    try {
      const [master, listed] = await Promise.all([
        link.call('SENTINEL', 'MASTER', masterName).then(parsePairs),
        link.call('SENTINEL', 'REPLICAS', masterName) as Promise<unknown[]>,
      ]);
      if (Number(master['num-other-sentinels']) !== sentinels - 1) {
        return `Sentinel of ${name} knows ${master['num-other-sentinels']} others`;
      }
      const eligible = listed.map(parsePairs).filter((replica) => replica.ip !== bindings.addresses[without ?? '']
        && replica['slave-priority'] !== '0' && replica['master-link-status'] === 'ok' && !/down|disconnected/.test(replica.flags ?? ''));
      const wanted = dataLost ? replicas - 1 : replicas;
      return eligible.length >= wanted && eligible.length <= replicas && master.flags === 'master'
        ? '' : `Sentinel of ${name} sees ${eligible.length} of ${wanted} replicas eligible, primary ${master.flags}`;
    } catch (failure) {
      return `Sentinel of ${name}: ${failure instanceof Error ? failure.message : String(failure)}`;
    }
  }
}
