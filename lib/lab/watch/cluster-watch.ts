import { readCluster } from '../../agent/cluster/read-cluster';
import type { ClusterFacts } from '../../agent/situation';
import { dataPorts, NodeRole, remoteNodes } from '../../plan';
import type { RedisLink } from '../../redis';
import { lackingInViews, primaryIn } from './cluster-view';
import type { LabWatch } from './watch';
import { linksTo, unready, type WatchParts } from './watch-parts';

/** A Cluster, by what each of its nodes says about all of them. */
export class ClusterWatch implements LabWatch {
  private readonly links: Map<string, RedisLink>;
  private readonly nodeAt: (host: string, port: number) => string | undefined;

  constructor(private readonly parts: WatchParts) {
    const { plan, bindings } = parts;
    this.links = linksTo(parts, NodeRole.DATA, plan.ports.redis);
    const names = new Map(Object.entries(bindings.addresses).map(([name, host]) => [host, name]));
    const ports = dataPorts(plan);
    this.nodeAt = (host, port) => (ports.includes(port) ? names.get(host) : undefined);
  }

  public async primary(shard: number): Promise<string | undefined> {
    const views = await Promise.all([...this.links.values()].map((link) =>
      this.read(link).catch(() => undefined)));
    const counts = new Map<string, number>();
    for (const view of views) {
      const named = view && primaryIn(this.parts.plan, view.members, shard);
      if (named !== undefined) {
        counts.set(named, (counts.get(named) ?? 0) + 1);
      }
    }
    return [...counts].find(([, count]) => count > this.links.size / 2)?.[0];
  }

  public async lacking(without?: string): Promise<string> {
    const lacks = await unready(this.parts, without);
    if (lacks !== '') {
      return lacks;
    }
    const looked = [...this.links].filter(([name]) => name !== without);
    const views = await Promise.all(looked.map(async ([name, link]) => ({ name, facts: await this.read(link) })))
      .catch((failure: unknown) => String(failure));
    if (typeof views === 'string') {
      return views;
    }
    return lackingInViews(this.parts.plan, views, without);
  }

  /** The other region's nodes are members, too; they are looked at by another watch. */
  private async read(link: RedisLink): Promise<ClusterFacts> {
    const facts = await readCluster(link, this.nodeAt);
    const remote = remoteNodes(this.parts.plan).map(({ name }) => name);
    return { ...facts, members: facts.members.filter(({ node }) => node === undefined || !remote.includes(node)) };
  }

  public close(): void {
    this.links.forEach((link) => link.close());
  }
}
