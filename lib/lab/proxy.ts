import { connect, createServer, type Server, type Socket } from 'node:net';
import type { ProxyTiming } from './lab';

/** A server behind the load balancer. */
export interface ProxyTarget {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  health(path: '/primary' | '/replica'): Promise<{ status: number; body: Record<string, unknown> } | undefined>;
}

export interface ProxyOptions {
  readonly target: 'primary' | 'replicas';
  readonly timing: ProxyTiming;
  /** Where to listen; the port is any free one. */
  readonly host: string;
  /** Asked before each round of checks: nodes come and go. */
  readonly targets: () => ProxyTarget[];
  readonly record: (message: string, node?: string) => void;
}

interface Judged {
  healthy: boolean;
  /** Answers in a row that speak against the present verdict. */
  contrary: number;
  readonly connections: Set<Socket>;
}

/**
 * Plays a Network Load Balancer with cross-zone balancing. As AWS documents it ("Health checks for Network Load
 * Balancer target groups"): a new target is healthy after one good check; a check comes every 5 s at the earliest and
 * at least two in a row change a verdict; new connections go to healthy targets only; a target that turns unhealthy gets its
 * connections reset, unless there is no healthy one left. Then it fails open: connections go to every target and
 * those that stand are left alone. So it fences nothing.
 */
export class Proxy {
  private readonly server: Server;
  private readonly judged = new Map<string, Judged>();
  private readonly timing: Required<ProxyTiming>;
  private turn = 0;
  private open = false;
  private timer?: NodeJS.Timeout;
  private closed = false;

  constructor(private readonly options: ProxyOptions) {
    this.timing = { intervalMs: 5000, unhealthyThreshold: 2, healthyThreshold: 2, ...options.timing };
    this.server = createServer({ allowHalfOpen: true }, (client) => this.accept(client));
  }

  public get host(): string {
    return this.options.host;
  }

  public get port(): number {
    return (this.server.address() as { port: number }).port;
  }

  public async start(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, this.options.host, resolve);
    });
    await this.round();
  }

  public async close(): Promise<void> {
    this.closed = true;
    clearTimeout(this.timer);
    this.judged.forEach(({ connections }) => connections.forEach((socket) => socket.destroy()));
    await new Promise<void>((resolve) => { this.server.close(() => resolve()); });
  }

  /** Names of the targets that connections go to now. */
  public eligible(): string[] {
    const healthy = [...this.judged].filter(([, { healthy: yes }]) => yes);
    return (healthy.length > 0 ? healthy : [...this.judged]).map(([name]) => name);
  }

  private async round(): Promise<void> {
    const began = Date.now();
    const targets = this.options.targets();
    const answers = await Promise.all(targets.map(async (target) => ({ target, good: await this.passes(target) })));
    if (this.closed) {
      return;
    }
    for (const [name, { connections }] of this.judged) {
      if (!targets.some((target) => target.name === name)) {
        this.judged.delete(name);
        connections.forEach((socket) => socket.resetAndDestroy());
      }
    }
    const turned = answers.filter(({ target, good }) => this.judge(target.name, good)).map(({ target }) => target.name);
    this.sayWhetherOpen();
    if (!this.open) {
      turned.forEach((name) => this.judged.get(name)!.connections.forEach((socket) => socket.resetAndDestroy()));
    }
    this.timer = setTimeout(() => void this.round(), Math.max(0, this.timing.intervalMs - (Date.now() - began)));
  }

  private async passes(target: ProxyTarget): Promise<boolean> {
    return (await target.health(this.options.target === 'primary' ? '/primary' : '/replica'))?.status === 200;
  }

  /** Whether this answer made it unhealthy. */
  private judge(name: string, good: boolean): boolean {
    const known = this.judged.get(name);
    if (!known) {
      this.judged.set(name, { healthy: good, contrary: 0, connections: new Set() });
      this.options.record(good ? 'healthy' : 'unhealthy', name);
      return false;
    }
    known.contrary = good === known.healthy ? 0 : known.contrary + 1;
    if (known.contrary < (known.healthy ? this.timing.unhealthyThreshold : this.timing.healthyThreshold)) {
      return false;
    }
    known.healthy = good;
    known.contrary = 0;
    this.options.record(good ? 'healthy' : 'unhealthy', name);
    return !good;
  }

  private sayWhetherOpen(): void {
    const open = [...this.judged.values()].every(({ healthy }) => !healthy);
    if (open !== this.open) {
      this.open = open;
      this.options.record(open ? 'no healthy target: fails open, connections go to every one' : 'healthy targets only');
    }
  }

  private accept(client: Socket): void {
    const names = this.eligible();
    this.turn += 1;
    const chosen = this.options.targets().find(({ name }) => name === names[this.turn % names.length]);
    const connections = chosen && this.judged.get(chosen.name)?.connections;
    if (!chosen || !connections) {
      client.resetAndDestroy();
      return;
    }
    const server = connect({ host: chosen.host, port: chosen.port, allowHalfOpen: true });
    connections.add(client);
    // Whoever ends badly takes the other side along; an orderly end travels through the pipes.
    client.on('error', () => server.destroy());
    server.on('error', () => client.resetAndDestroy());
    client.on('close', () => { connections.delete(client); server.destroy(); });
    server.on('close', () => client.end());
    client.setNoDelay(true);
    server.setNoDelay(true);
    client.pipe(server).pipe(client);
  }
}

/** Listening, with the first verdict on every target. */
export async function openProxy(options: ProxyOptions): Promise<Proxy> {
  const proxy = new Proxy(options);
  await proxy.start();
  return proxy;
}
