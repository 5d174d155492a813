import { setTimeout as sleep } from 'node:timers/promises';
import type { Lab } from '../../../lib/lab';
import { PLAINTEXT_PORTS, TLS_PORTS, tlsTo } from '../../../lib/plan';
import { RedisLink } from '../../../lib/redis';

/** Keys of slots that belong to the first, second and third shard of three. */
export const SHARD_TAGS = ['{06S}', '{c}', '{d}'];

/** A client of one shard that goes over to TLS when it is told to, and keeps what was acknowledged. */
export class TlsWriter {
  public readonly acknowledged: string[] = [];
  public readonly troubles = new Map<string, number>();
  /** Longest time between two acknowledged writes, in milliseconds, since it was last asked for. */
  private gap = 0;
  private lastAt = Date.now();
  private links = new Map<string, RedisLink>();
  private stopped = false;
  private readonly running: Promise<void>;

  constructor(private readonly lab: Lab, private readonly shard: number, private tls: boolean) {
    this.running = this.write();
  }

  public speak(tls: boolean): void {
    this.tls = tls;
  }

  public takeGap(): number {
    const gap = Math.max(this.gap, Date.now() - this.lastAt);
    this.gap = 0;
    return gap;
  }

  public async stop(): Promise<void> {
    this.stopped = true;
    await this.running;
  }

  /** Acknowledged writes that the primary does not have. */
  public async missing(): Promise<string[]> {
    const link = this.link((await this.lab.primary(this.shard))!);
    const lost: string[] = [];
    for (const key of this.acknowledged) {
      if (await link.call('GET', key) === null) {
        lost.push(key);
      }
    }
    return lost;
  }

  public close(): void {
    this.links.forEach((link) => link.close());
  }

  private async write(): Promise<void> {
    let node = await this.lab.primary(this.shard);
    for (let number = 0; !this.stopped; number += 1) {
      const key = `${SHARD_TAGS[this.shard - 1]}key:${number}`;
      try {
        await this.link(node ?? '').call('SET', key, number);
        this.acknowledged.push(key);
        this.gap = Math.max(this.gap, Date.now() - this.lastAt);
        this.lastAt = Date.now();
      } catch (failure) {
        const what = (failure as Error).message;
        this.troubles.set(what, (this.troubles.get(what) ?? 0) + 1);
        node = await this.lab.primary(this.shard) ?? node;
      }
      await sleep(2);
    }
  }

  private link(node: string): RedisLink {
    const { tls } = this;
    const name = `${node}/${tls}`;
    const known = this.links.get(name);
    if (known) {
      return known;
    }
    const link = new RedisLink({
      host: this.lab.node(node).host, username: 'app', password: this.lab.secret('app'), timeoutMs: 1000,
      port: tls ? TLS_PORTS.redis : PLAINTEXT_PORTS.redis, ...(tls ? { tls: tlsTo(this.lab.plan, this.lab.certificates) } : {}),
    });
    this.links.set(name, link);
    return link;
  }
}
