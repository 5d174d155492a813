import type { Lab } from '../../../lib/lab';
import { RedisLink } from '../../../lib/redis';

/** Writes one key after the other to whoever takes them, and says at the end which acknowledged ones are missing. */
export class Counting {
  private readonly links = new Map<string, RedisLink>();
  private readonly done: string[] = [];
  private running = false;
  private loop?: Promise<void>;

  constructor(private readonly lab: Lab) {}

  public start(): void {
    this.running = true;
    this.loop = this.write();
  }

  public async stop(): Promise<{ acknowledged: number; lost: string[] }> {
    this.running = false;
    await this.loop;
    const held = new Set<string>();
    for (const node of this.lab.nodes.filter(({ hasData }) => hasData)) {
      const found = await this.link(node.name).call('KEYS', 'counting:*').catch(() => []) as string[];
      found.forEach((key) => held.add(key));
    }
    this.links.forEach((link) => link.close());
    return { acknowledged: this.done.length, lost: this.done.filter((key) => !held.has(key)) };
  }

  private async write(): Promise<void> {
    for (let count = 0; this.running; count += 1) {
      const key = `counting:${count}`;
      for (const node of this.lab.nodes.filter(({ hasData }) => hasData)) {
        if (await this.link(node.name).call('SET', key, 'v').then(() => true, () => false)) {
          this.done.push(key);
          break;
        }
      }
      await new Promise((resolve) => { setTimeout(resolve, 30); });
    }
  }

  /** Nodes come and go; a name may come to mean another address. */
  private link(node: string): RedisLink {
    const { host } = this.lab.node(node);
    const known = this.links.get(host);
    const link = known ?? new RedisLink({
      host, port: this.lab.plan.ports.redis, username: 'app', password: this.lab.secret('app'), timeoutMs: 700,
    });
    this.links.set(host, link);
    return link;
  }
}
