import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { now, until } from '../../../lib/drill/clock';
import type { Lab, LabEvent, LabNode, LabRegion, ProcessName } from '../../../lib/lab/lab';
import { NodeRole, type Bindings, type DeploymentPlan } from '../../../lib/plan';
import { endsWithTest } from '../../ends-with-test';

/** Redis and Sentinel without an agent: enough to try the load, the ledger and the runner on a real failover. */
export class FakeLab implements Lab {
  public readonly directory = mkdtempSync(join(tmpdir(), 'drill-'));
  public readonly bindings: Bindings;
  public readonly engine = { version: 'any', deviation: '' };
  public readonly nodes: FakeNode[];
  public readonly events: LabEvent[] = [];
  private readonly listeners: ((event: LabEvent) => void)[] = [];

  constructor(public readonly plan: DeploymentPlan) {
    const net = `127.${64 + Math.floor(Math.random() * 60)}.${Math.floor(Math.random() * 250)}`;
    this.bindings = {
      schemaVersion: 1,
      deployment: plan.name,
      addresses: Object.fromEntries(plan.nodes.map((node, at) => [node.name, `${net}.${at + 11}`])),
    };
    this.nodes = plan.nodes.map((node) => new FakeNode(this, node.name));
  }

  public static async start(plan: DeploymentPlan): Promise<FakeLab> {
    const lab = new FakeLab(plan);
    await Promise.all(lab.nodes.map((node) => node.start()));
    return lab;
  }

  public get regions(): LabRegion[] {
    return [{ name: 'region-1', nodes: this.nodes.map(({ name }) => name) }];
  }

  public node(name: string): FakeNode {
    return this.nodes.find((node) => node.name === name)!;
  }

  public secret(): string {
    return '';
  }

  public onEvent(listener: (event: LabEvent) => void): void {
    this.listeners.push(listener);
  }

  public record(source: string, message: string, node?: string): void {
    const event = { atMs: now(), source, message, node };
    this.events.push(event);
    this.listeners.forEach((listener) => listener(event));
  }

  public async healthy(timeoutMs: number): Promise<void> {
    const replicas = this.plan.topology.replicas;
    const whole = await until(async () => {
      const primary = await this.primary();
      if (primary === undefined) {
        return false;
      }
      const info = await this.node(primary).ask((client) => client.info('replication'));
      const seen = await this.nodes.find((node) => node.pid('sentinel'))!
        .askSentinel((client) => client.call('SENTINEL', 'REPLICAS', this.plan.name)) as unknown[] | undefined;
      return [...(info ?? '').matchAll(/state=online/g)].length >= replicas && (seen?.length ?? 0) >= replicas;
    }, timeoutMs);
    if (!whole) {
      throw new Error(`not healthy within ${timeoutMs} ms`);
    }
  }

  public async lacking(): Promise<string> {
    return '';
  }

  public async primary(): Promise<string | undefined> {
    const votes = new Map<string, number>();
    for (const node of this.nodes) {
      const reply = await node.askSentinel((client) => client.call('SENTINEL', 'get-master-addr-by-name', this.plan.name));
      const host = (reply as string[] | undefined)?.[0];
      const name = Object.entries(this.bindings.addresses).find(([, address]) => address === host)?.[0];
      if (name !== undefined) {
        votes.set(name, (votes.get(name) ?? 0) + 1);
      }
    }
    return [...votes].find(([, count]) => count > this.plan.topology.sentinels / 2)?.[0];
  }

  public async handover(): Promise<{ ok: boolean; to?: string; detail: string }> {
    return { ok: false, detail: 'there is no agent' };
  }

  public async command(): Promise<{ ok: boolean; detail: string }> {
    return { ok: false, detail: 'there is no agent' };
  }

  public async apply(): Promise<void> {
    throw new Error('this lab has one plan for life');
  }

  public async remove(): Promise<void> {
    throw new Error('this lab keeps its nodes');
  }

  public async proxy(): Promise<{ host: string; port: number }> {
    throw new Error('this lab has no proxy');
  }

  public async cut(): Promise<void> {
    throw new Error('this lab cannot cut');
  }

  public async heal(): Promise<void> {}

  public async link(): Promise<void> {
    throw new Error('this lab has one region');
  }

  public async cutRegions(): Promise<void> {
    throw new Error('this lab has one region');
  }

  public async healRegions(): Promise<void> {}

  public async down(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.kill()));
    rmSync(this.directory, { recursive: true, force: true });
  }
}

class FakeNode implements LabNode {
  public readonly running = true;
  public readonly host: string;
  public readonly failureDomain: string;
  public readonly hasData: boolean;
  public readonly hasSentinel: boolean;
  private readonly processes = new Map<ProcessName, ChildProcess>();
  private restart: NodeJS.Timeout | undefined;
  private readonly folder: string;

  constructor(private readonly lab: FakeLab, public readonly name: string) {
    const planned = lab.plan.nodes.find((node) => node.name === name)!;
    this.host = lab.bindings.addresses[name]!;
    this.failureDomain = planned.failureDomain;
    this.hasData = planned.roles.includes(NodeRole.DATA);
    this.hasSentinel = planned.roles.includes(NodeRole.SENTINEL);
    this.folder = join(lab.directory, name);
  }

  public async fill(): Promise<void> {
    throw new Error('this lab shares the disk');
  }

  public async free(): Promise<void> {}

  public slow(): void {}

  public pid(name: ProcessName): number | undefined {
    return this.processes.get(name)?.pid;
  }

  public signal(name: ProcessName, signal: NodeJS.Signals): void {
    this.processes.get(name)?.kill(signal);
    if (signal === 'SIGKILL') {
      // Without an agent a process that is back before the failover would win with whatever it holds.
      this.restart = setTimeout(() => void this.startRedis(), 4000);
    }
  }

  public async kill(): Promise<void> {
    clearTimeout(this.restart);
    await Promise.all([...this.processes.values()].map((child) => new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) {
        resolve();
        return;
      }
      child.once('exit', () => resolve());
      child.kill('SIGKILL');
    })));
    this.processes.clear();
  }

  public async stop(): Promise<void> {
    await this.kill();
  }

  public async start(): Promise<void> {
    mkdirSync(this.folder, { recursive: true });
    const { plan } = this.lab;
    const firstHost = await this.startRedis();
    const file = join(this.folder, 'sentinel.conf');
    writeFileSync(file, [
      `port ${plan.ports.sentinel}`, `bind ${this.host}`, `bind-source-addr ${this.host}`, 'protected-mode no',
      `sentinel announce-ip ${this.host}`, `dir ${this.folder}`,
      `sentinel monitor ${plan.name} ${firstHost} ${plan.ports.redis} ${plan.topology.quorum}`,
      `sentinel down-after-milliseconds ${plan.name} ${plan.settings.downAfterSeconds * 1000}`,
      `sentinel failover-timeout ${plan.name} 5000`, '',
    ].join('\n'));
    this.run('sentinel', [file, '--sentinel']);
    await until(async () => (await this.ask((client) => client.ping())) === 'PONG', 5000, 20);
  }

  /** @returns the address of the primary it follows, or its own */
  private async startRedis(): Promise<string> {
    const { plan, bindings } = this.lab;
    const primary = bindings.addresses[(await this.lab.primary()) ?? plan.topology.bootstrapNode]!;
    if (this.hasData) {
      this.run('redis', [
        '--bind', this.host, '--bind-source-addr', this.host, '--port', String(plan.ports.redis), '--dir', this.folder,
        '--protected-mode', 'no', '--appendonly', 'yes', '--repl-diskless-sync-delay', '0',
        ...(primary === this.host ? [] : ['--replicaof', `${primary} ${plan.ports.redis}`]),
      ]);
    }
    return primary;
  }

  public async wipe(): Promise<void> {
    rmSync(this.folder, { recursive: true, force: true });
  }

  public async health(): Promise<undefined> {
    return undefined;
  }

  public ask<T>(question: (client: Redis) => Promise<T>): Promise<T | undefined> {
    return this.askPort(this.lab.plan.ports.redis, question);
  }

  public askSentinel<T>(question: (client: Redis) => Promise<T>): Promise<T | undefined> {
    return this.askPort(this.lab.plan.ports.sentinel, question);
  }

  private run(name: ProcessName, args: string[]): void {
    const child = spawn(...endsWithTest('redis-server', args), { stdio: 'ignore' });
    this.processes.set(name, child);
    child.once('exit', () => {
      if (this.processes.get(name) === child) {
        this.processes.delete(name);
      }
    });
  }

  private async askPort<T>(port: number, question: (client: Redis) => Promise<T>): Promise<T | undefined> {
    const client = new Redis({
      host: this.host, port, lazyConnect: true, retryStrategy: null, commandTimeout: 500, connectTimeout: 500,
      enableReadyCheck: false, disableClientInfo: true, protocol: 2,
    });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await question(client);
    } catch {
      return undefined;
    } finally {
      client.disconnect();
    }
  }
}
