import { until } from '../../../../lib/drill/clock';
import { Engine, Topology } from '../../../../lib/model';
import { plan } from '../../../../lib/plan';
import { parseInfo, RedisLink } from '../../../../lib/redis';
import { SECRETS } from '../../config/real-server';
import { Pods } from './pods';

const deployment = plan({
  name: 'demo', engine: Engine.REDIS_7_0, topology: Topology.sentinel(), objectives: { rpoSeconds: 5, rtoSeconds: 5 }, failureDomains: 3,
});

/** A client that goes to the pods themselves and keeps what was acknowledged. */
class Writer {
  public readonly acknowledged: string[] = [];
  public lastAt = 0;
  private readonly links: Record<string, RedisLink>;
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(hosts: Record<string, string>) {
    this.links = Object.fromEntries(Object.entries(hosts).map(([node, host]) => [node, new RedisLink({
      host, port: deployment.ports.redis, username: 'app', password: SECRETS.app!, timeoutMs: 500,
    })]));
    this.running = this.write();
  }

  public async primary(): Promise<string | undefined> {
    for (const [node, link] of Object.entries(this.links)) {
      const info = await link.call('INFO', 'replication').then((text) => parseInfo(String(text))).catch(() => undefined);
      if (info?.role === 'master') {
        return node;
      }
    }
    return undefined;
  }

  public async missing(node: string): Promise<string[]> {
    const found = await Promise.all(this.acknowledged.map((key) => this.links[node]!.call('GET', key)));
    return this.acknowledged.filter((_, index) => found[index] === null);
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  public close(): void {
    Object.values(this.links).forEach((link) => link.close());
  }

  private async write(): Promise<void> {
    for (let number = 0; !this.stopped; number += 1) {
      const key = `key:${number}`;
      await Promise.all(Object.values(this.links).map(async (link) => {
        if (await link.call('SET', key, number).catch(() => undefined) === 'OK') {
          this.acknowledged.push(key);
          this.lastAt = Date.now();
        }
      }));
      await new Promise((resolve) => { setTimeout(resolve, 20); });
    }
  }
}

test.each<[string, boolean, (primary: string) => string[]]>([
  ['all at once, and every connection ends', true, () => deployment.nodes.map(({ name }) => name)],
  ['all at once, while connections go on', false, () => deployment.nodes.map(({ name }) => name)],
  ['the primary\'s only', true, (primary) => [primary]],
  ['a replica\'s only', true, (primary) => [deployment.nodes.find(({ name }) => name !== primary)!.name]],
])('Services that are made anew, %s: everything finds together again and no acknowledged key is lost', async (_, cut, which) => {
  const pods = await Pods.open(deployment);
  const writer = new Writer(pods.hosts);
  try {
    expect(await until(() => pods.ready(), 40_000, 200)).toBe(true);
    await until(async () => writer.acknowledged.length > 50, 10_000, 50);
    const nodes = which((await writer.primary())!);
    await pods.recreate(nodes, cut);
    const moved = Date.now();
    const sees = async (node: string): Promise<boolean> => {
      const sentinel = new RedisLink({
        host: pods.hosts[node]!, port: deployment.ports.sentinel, username: 'agent', password: SECRETS.agent!, timeoutMs: 500,
      });
      const [host] = await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', deployment.topology.masterName)
        .catch(() => ['']) as [string];
      sentinel.close();
      const primary = await writer.primary();
      return primary !== undefined && host === pods.address(primary);
    };
    const together = async (): Promise<boolean> => await pods.ready() && Date.now() - writer.lastAt < 300
      && (await Promise.all(deployment.nodes.map(({ name }) => sees(name)))).every(Boolean)
      && nodes.every((node) => pods.events.some((event) => event.startsWith(`${node} addresses-changed`)));
    expect(await until(together, 90_000, 300)).toBe(true);
    await writer.stop();
    expect(Date.now() - moved).toBeLessThan(90_000);
    expect(await writer.missing((await writer.primary())!)).toEqual([]);
    expect(writer.acknowledged.length).toBeGreaterThan(50);
  } catch (failure) {
    process.stderr.write(`${pods.events.slice(-80).join('\n')}\n`);
    throw failure;
  } finally {
    await writer.stop();
    writer.close();
    await pods.close();
  }
}, 180_000);
